using FastAI.Compiler.Emission;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Simulation;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>Random models through the whole compiler: what the generated VHDL and C++ compute is what the oracle computes, bit by bit and cycle by cycle.</summary>
public sealed class RandomGraphTests
{
    private const int Events = 100;
    private const double SlowClock = 50;

    [SkippableTheory]
    [InlineData(1000, SlowClock)]
    [InlineData(2000, 200)]
    [InlineData(3000, 500)]
    public void VhdlEqualsTheOracle(int firstSeed, double clock)
    {
        Workspace.Tool("ghdl-mcode");
        for (int seed = firstSeed; seed < firstSeed + 12; seed++)
            Check(seed, clock, EmissionTargets.Vhdl, (folder, ports, inputs) => GhdlSimulator.Run(folder, ports, inputs));
    }

    [SkippableTheory]
    [InlineData(4000)]
    [InlineData(5000)]
    public void HlsEqualsTheOracle(int firstSeed)
    {
        Workspace.Tool("g++");
        for (int seed = firstSeed; seed < firstSeed + 6; seed++)
            Check(seed, 200, EmissionTargets.Hls, (folder, ports, inputs) => GppSimulator.Run(folder, ports, inputs));
    }

    /// <summary>A wide multiplier is refused at a fast clock; such a model is tested at a slow one.</summary>
    private static HardwareDesign Compile(FixedGraph graph, double clock)
    {
        try
        {
            return HardwareCompiler.Compile(graph, new HardwareOptions { ClockMHz = clock, Effort = 0 });
        }
        catch (FastAIException e) when (clock > SlowClock && e.Message.Contains("use a slower clock"))
        {
            return HardwareCompiler.Compile(graph, new HardwareOptions { ClockMHz = SlowClock, Effort = 0 });
        }
    }

    private static void Check(int seed, double clock, EmissionTargets targets, Func<string, DesignInterface, long[], SimulationResult> simulate)
    {
        FixedGraph graph = RandomGraphs.Create(seed, RandomGraphOptions.Small);
        HardwareDesign design = Compile(graph, clock);
        long[] inputs = RandomInputs.For(graph, seed, Events), expected = Oracle.Run(graph, inputs);
        using ScratchFolder folder = EmittedFolder.Write(EmittedFolder.Emit(design.Pipeline, inputs, expected, new EmissionOptions { Targets = targets }));
        DesignInterface ports = DesignInterface.Of(graph);
        SimulationResult result = simulate(folder.FullPath, ports, inputs);
        SimulationMismatch? mismatch = SimulationComparison.FirstMismatch(ports, expected, result, design.Pipeline.Latency);
        Assert.True(mismatch is null, $"seed {seed}: {mismatch?.Message}");
    }
}
