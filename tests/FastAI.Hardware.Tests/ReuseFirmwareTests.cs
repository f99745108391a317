using FastAI.Compiler.Emission;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Simulation;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>
/// Designs of which several cycles of an event share the hardware: what VHDL and C++ compute, bit by bit and cycle by cycle, is what the
/// emulator and the oracle compute, with events at the least distance and with gaps. FASTAI_SOAK=400 for a longer run.
/// </summary>
public sealed class ReuseFirmwareTests
{
    private const int Events = 60;
    private static readonly int[] Cycles = [2, 3, 4, 5, 8, 16];
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("FASTAI_SOAK"), out int rounds) ? rounds : 24;

    [SkippableTheory]
    [InlineData(1_000, "generic", false)]
    [InlineData(2_000, "xcup", false)]
    [InlineData(3_000, "xcup", true)]
    public void VhdlEqualsTheOracle(int firstSeed, string device, bool primitives)
    {
        Workspace.Tool("ghdl-mcode");
        int found = 0;
        Parallel.For(firstSeed, firstSeed + (primitives ? Rounds / 2 : Rounds), seed =>
        {
            if (Compile(seed, device) is not var (graph, design))
                return;
            (long[] inputs, long[] expected) = Vectors(graph, seed);
            var options = new EmissionOptions { Targets = EmissionTargets.Vhdl };
            using ScratchFolder folder = EmittedFolder.Write(EmittedFolder.Emit(design.Pipeline, inputs, expected, options));
            DesignInterface ports = DesignInterface.Of(graph);
            if (primitives && !GhdlSimulator.HasPrimitives(folder.FullPath, ports))
                return;
            SimulationResult result = GhdlSimulator.Run(folder.FullPath, ports, inputs, primitives: primitives);
            Assert.True(SimulationComparison.FirstMismatch(ports, expected, result, design.Pipeline.Latency) is null, $"seed {seed}");
            int[] distances = [.. result.TakenCycles.Zip(result.TakenCycles.Skip(1), (a, b) => b - a)];
            Assert.Equal(design.Pipeline.InitiationInterval, distances.Min());
            Assert.Contains(distances, d => d > design.Pipeline.InitiationInterval);
            Interlocked.Increment(ref found);
        });
        Assert.True(found >= Rounds / 6, $"only {found} designs");
    }

    [SkippableFact]
    public void HlsEqualsTheOracle()
    {
        Workspace.Tool("g++");
        int found = 0;
        Parallel.For(4_000, 4_000 + (Rounds / 2), seed =>
        {
            if (Compile(seed, "generic") is not var (graph, design))
                return;
            (long[] inputs, long[] expected) = Vectors(graph, seed);
            var options = new EmissionOptions { Targets = EmissionTargets.Hls };
            var files = EmittedFolder.Emit(design.Pipeline, inputs, expected, options);
            Assert.Contains(files, f => f.Content.Contains($"#pragma HLS PIPELINE II={design.Pipeline.InitiationInterval}\n"));
            using ScratchFolder folder = EmittedFolder.Write(files);
            DesignInterface ports = DesignInterface.Of(graph);
            SimulationResult result = GppSimulator.Run(folder.FullPath, ports, inputs);
            Assert.True(SimulationComparison.FirstMismatch(ports, expected, result, null) is null, $"seed {seed}");
            Interlocked.Increment(ref found);
        });
        Assert.True(found >= Rounds / 6, $"only {found} designs");
    }

    /// <summary>The self-checking test bench, with a reset on the way, and that of the AXI4-Stream wrapper.</summary>
    [SkippableTheory]
    [InlineData(5_000)]
    [InlineData(5_001)]
    [InlineData(5_005)]
    public void TestBenchesPass(int seed)
    {
        string ghdl = Workspace.Tool("ghdl-mcode");
        (FixedGraph graph, HardwareDesign design) = First(seed);
        (long[] inputs, long[] expected) = Vectors(graph, seed);
        using ScratchFolder folder = EmittedFolder.Write(EmittedFolder.Emit(design.Pipeline, inputs, expected));
        string name = DesignInterface.Of(graph).Name,
            work = folder["testbench"];
        string[] sources =
        [
            .. new[] { "fastai_support", name + "_pkg", name, name + "_axis" }.Select(f => $"../vhdl/{f}.vhd"),
            name + "_tb.vhd",
            name + "_axis_tb.vhd",
        ];
        ExternalTool.At(ghdl).Run(work, ["-a", "--std=08", .. sources]);
        ExternalTool.At(ghdl).Run(work, ["-r", "--std=08", name + "_tb", "--ieee-asserts=disable"]);
        Assert.EndsWith("PASS 0\n", File.ReadAllText(folder[$"testbench/{name}_result.txt"]));
        foreach (string full in new[] { "false", "true" })
        {
            string said = ExternalTool
                .At(ghdl)
                .Run(work, ["-r", "--std=08", name + "_axis_tb", "--ieee-asserts=disable", $"-gFULL_SPEED={full}"]);
            Assert.Contains($"{Events} events agree", said);
            int reuse = design.Pipeline.InitiationInterval;
            if (full == "true")
                Assert.Contains($"in {((Events - 1) * reuse) + design.Pipeline.Latency + 9} cycles", said);
        }
    }

    /// <summary>An event that comes too early stops the simulation.</summary>
    [SkippableFact]
    public void AnEventThatComesTooEarlyStopsTheSimulation()
    {
        Workspace.Tool("ghdl-mcode");
        (FixedGraph graph, HardwareDesign design) = First(6_000);
        (long[] inputs, long[] expected) = Vectors(graph, 6_000);
        int reuse = design.Pipeline.InitiationInterval;
        using ScratchFolder folder = EmittedFolder.Write(EmittedFolder.Emit(design.Pipeline, inputs, expected));
        DesignInterface ports = DesignInterface.Of(graph);
        string package = folder[$"vhdl/{ports.Name}_pkg.vhd"];
        string stated = $"INITIATION_INTERVAL : positive := {reuse};";
        Assert.Contains(stated, File.ReadAllText(package));
        File.WriteAllText(package, File.ReadAllText(package).Replace(stated, $"INITIATION_INTERVAL : positive := {reuse - 1};"));
        var failure = Assert.Throws<FastAIException>(() => GhdlSimulator.Run(folder.FullPath, ports, inputs));
        Assert.Contains($"an event less than {reuse} cycles after the one before", failure.Message);
    }

    private static (FixedGraph, HardwareDesign) First(int seed)
    {
        for (int s = seed; ; s += 100)
            if (Compile(s, "generic") is { } found)
                return found;
    }

    /// <summary>A model and its design, or null for one that shares nothing.</summary>
    private static (FixedGraph Graph, HardwareDesign Design)? Compile(int seed, string device)
    {
        FixedGraph graph = RandomDense.Create(seed);
        try
        {
            return (
                graph,
                HardwareCompiler.Compile(
                    graph,
                    new()
                    {
                        Reuse = Cycles[seed % Cycles.Length],
                        Multipliers = seed % 3 == 0 ? MultiplierChoice.Auto : MultiplierChoice.Dsp,
                        Device = device,
                        ClockMHz = seed % 4 == 0 ? 50 : 160,
                        Effort = 0,
                    }
                )
            );
        }
        catch (FastAIException e) when (e.Code == ExitCode.Unsupported)
        {
            return null;
        }
    }

    private static (long[] Inputs, long[] Expected) Vectors(FixedGraph graph, int seed)
    {
        long[] inputs = RandomInputs.For(graph, seed, Events),
            expected = Oracle.Run(graph, inputs);
        var emulated = new long[expected.Length];
        Emulator.Create(graph).Run(inputs, emulated);
        Assert.Equal(expected, emulated);
        return (inputs, expected);
    }
}
