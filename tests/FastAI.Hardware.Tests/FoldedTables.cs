using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>Designs of one table that is folded, with its entries.</summary>
internal static class FoldedTables
{
    /// <summary>What the entries are symmetric about: even, odd, or around half a step as a sigmoid's.</summary>
    public static readonly string[] Kinds = ["even", "odd", "half"];

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="bits">Bits of the signed address.</param>
    /// <param name="seed">Start of the random entries.</param>
    /// <param name="clock">Clock in MHz.</param>
    public static (PipelinedCircuit Pipeline, long[] Entries) Create(string kind, int bits, int seed, double clock)
    {
        const int Width = 10;
        var random = new Random(seed);
        int half = 1 << (bits - 1);
        long[] positive = [.. Enumerable.Range(0, half).Select(_ => random.NextInt64(1 << Width))];
        long[] entries = [.. Enumerable.Range(-half, 2 * half).Select(i => Entry(kind, i))];
        var table = new LookupTable(-half, [.. entries], FixedFormat.ForInterval(new(entries.Min(), entries.Max()), 0));
        var b = new CircuitBuilder();
        b.BeginLayer("table");
        int x = b.Input(0, 0, new FixedFormat(true, bits, bits)),
            y = b.Table(x, table);
        Circuit circuit = b.Build(
            "folded",
            [new CircuitInput("x", new Shape(1), [x])],
            [new CircuitOutput("y", new Shape(1), [y], PerElement<FixedFormat>.Uniform(table.Format, 1))]
        );
        Assert.True(new FoldTables().Run(ref circuit), $"{kind}: the table was not folded");
        CircuitVerifier.Verify(circuit);
        Assert.True(circuit.Words.OfType<TableWord>().Single().Table.Entries.Length <= half + 1);
        return (Scheduler.Schedule(circuit, DelayModel.Of("xcup"), clock), entries);

        // the lowest input, which has no counterpart, has its neighbour's entry
        long Entry(string kind, int i) =>
            i == -half ? Entry(kind, i + 1)
            : i < 0
                ? kind == "even" ? positive[-i]
                    : (kind == "odd" ? 0 : (1 << Width) - 1) - positive[-i]
            : i == 0 && kind == "odd" ? 0
            : positive[i];
    }
}
