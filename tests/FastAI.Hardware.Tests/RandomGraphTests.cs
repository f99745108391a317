using FastAI.Compiler.Emission;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Simulation;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>
/// Random models through the whole compiler: what the generated VHDL and C++ compute, bit by bit and cycle by cycle, what the netlist's
/// interpreter computes and what the emulator computes is what the oracle computes. FASTAI_SOAK=3000 for a longer run.
/// </summary>
public sealed class RandomGraphTests
{
    private const int Events = 100;
    private const double SlowClock = 50;

    /// <summary>Models looked at together for those that have primitives.</summary>
    private const int Batch = 16;

    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("FASTAI_SOAK"), out int rounds) ? rounds : 240;

    [SkippableTheory]
    [InlineData(100_000, SlowClock, "generic")]
    [InlineData(200_000, 200, "generic")]
    [InlineData(300_000, 500, "generic")]
    [InlineData(400_000, 100, "xcup")]
    public void VhdlEqualsTheOracle(int firstSeed, double clock, string device)
    {
        Workspace.Tool("ghdl-mcode");
        Parallel.For(firstSeed, firstSeed + (Rounds / 5), seed =>
            Check(seed, clock, device, EmissionTargets.Vhdl, (folder, ports, inputs) => GhdlSimulator.Run(folder, ports, inputs))
        );
    }

    /// <summary>The form of AMD primitives, where a model has sums of three operands.</summary>
    [SkippableFact]
    public void PrimitivesEqualTheOracle()
    {
        Workspace.Tool("ghdl-mcode");
        int found = 0;
        for (int first = 500_000; found < Rounds / 10; first += Batch)
        {
            Parallel.For(first, first + Batch, seed => Check(seed, 100, "xcup", EmissionTargets.Vhdl, (folder, ports, inputs) =>
                {
                    if (!GhdlSimulator.HasPrimitives(folder, ports))
                        return null;
                    Interlocked.Increment(ref found);
                    return GhdlSimulator.Run(folder, ports, inputs, primitives: true);
                }));
        }
    }

    [SkippableTheory]
    [InlineData(600_000)]
    [InlineData(700_000)]
    public void HlsEqualsTheOracle(int firstSeed)
    {
        Workspace.Tool("g++");
        Parallel.For(firstSeed, firstSeed + (Rounds / 40), seed =>
            Check(seed, 200, "generic", EmissionTargets.Hls, (folder, ports, inputs) => GppSimulator.Run(folder, ports, inputs))
        );
    }

    /// <summary>A wide multiplier is refused at a fast clock; such a model is tested at a slow one.</summary>
    private static HardwareDesign Compile(FixedGraph graph, double clock, string device, TableMemory memory)
    {
        var options = new HardwareOptions
        {
            ClockMHz = clock,
            Effort = 0,
            Device = device,
            TableMemory = memory,
        };
        try
        {
            return HardwareCompiler.Compile(graph, options);
        }
        catch (FastAIException e) when (clock > SlowClock && e.Message.Contains("use a slower clock"))
        {
            return HardwareCompiler.Compile(graph, options with { ClockMHz = SlowClock });
        }
    }

    private static void Check(
        int seed,
        double clock,
        string device,
        EmissionTargets targets,
        Func<string, DesignInterface, long[], SimulationResult?> simulate
    )
    {
        FixedGraph graph = RandomGraphs.Create(seed, RandomGraphOptions.Small);
        HardwareDesign design = Compile(graph, clock, device, (TableMemory)(seed % 3));
        long[] inputs = RandomInputs.For(graph, seed, Events),
            expected = Oracle.Run(graph, inputs);
        using ScratchFolder folder = EmittedFolder.Write(
            EmittedFolder.Emit(design.Pipeline, inputs, expected, new EmissionOptions { Targets = targets })
        );
        DesignInterface ports = DesignInterface.Of(graph);
        if (simulate(folder.FullPath, ports, inputs) is not { } result)
            return;
        SimulationMismatch? mismatch = SimulationComparison.FirstMismatch(ports, expected, result, design.Pipeline.Latency);
        Assert.True(mismatch is null, $"seed {seed}: {mismatch?.Message}");
        Assert.Equal(expected, RandomCircuits.Outputs(design.Pipeline.Circuit, inputs));
        var emulated = new long[expected.Length];
        Emulator.Create(graph).Run(inputs, emulated);
        Assert.Equal(expected, emulated);
    }
}
