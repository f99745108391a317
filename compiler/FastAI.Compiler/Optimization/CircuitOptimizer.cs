using System.Diagnostics;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// The passes and their order. Those that suit a circuit to a device follow, in the order <see cref="FoldTables"/>,
/// <see cref="MapMultipliers"/>, <see cref="PlaceTables"/>: they are worth what the schedule makes of them, so that
/// <see cref="Hardware.HardwareCompiler"/> schedules with and without.
/// </summary>
public static class CircuitOptimizer
{
    /// <summary>Rounds of all passes; the last ones push narrowing through choices inside each other, a level each.</summary>
    private const int MaxRounds = 8;

    /// <summary>All passes in the order in which they run.</summary>
    public static IReadOnlyList<CircuitPass> Passes { get; } =
    [
        new Simplify(),
        new MinimizeTables(),
        new CompareBeforeLimits(),
        new NarrowChoices(),
        new SinkConstants(),
        new DropDeadLowBits(),
        new DropDeadHighBits(),
    ];

    /// <summary>Runs all passes until none changes anything; intervals are as narrow as they can be derived afterwards.</summary>
    public static Circuit Run(Circuit circuit)
    {
        bool changed = true;
        for (int round = 0; round < MaxRounds && changed; round++)
        {
            changed = false;
            foreach (CircuitPass pass in Passes)
            {
                changed |= pass.Run(ref circuit);
                Verify(circuit);
            }
        }
        if (changed)
            Passes[0].Run(ref circuit);
        return circuit;
    }

    [Conditional("DEBUG")]
    private static void Verify(Circuit circuit) => CircuitVerifier.Verify(circuit);
}
