using System.Collections.Immutable;
using FastAI.Compiler.Emission;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Simulation;
using FastAI.Model.FixedGraph;
using FastAI.Testing;
using Xunit;

namespace FastAI.Hardware.Tests;

/// <summary>A stream design in a temporary folder, with samples of its channels and what the model gives on every window.</summary>
internal sealed class EmittedStream : IDisposable
{
    private readonly ScratchFolder folder;

    private EmittedStream(HardwareDesign design, IReadOnlyList<StreamTicks.Tick> stream, EmissionTargets targets)
    {
        Design = design;
        Ports = DesignInterface.Of(design.Pipeline.Circuit);
        Samples = [.. stream.SelectMany(t => t.Sample)];
        Expected = [.. stream.SelectMany(t => t.Result ?? new long[Ports.OutputCount])];
        Ticks = [.. stream.Select(t => new StreamTick(t.Channel, t.Restart, t.Reset, t.Result is not null))];
        Files = FirmwareEmitter.Emit(
            design,
            new GoldenVectors(stream.Count, [.. Samples], [.. Expected]) { Ticks = Ticks },
            new EmissionOptions { Targets = targets }
        );
        folder = EmittedFolder.Write(Files);
    }

    public HardwareDesign Design { get; }

    public DesignInterface Ports { get; }

    public ImmutableArray<OutputFile> Files { get; }

    public string Folder => folder.FullPath;

    public long[] Samples { get; }

    public long[] Expected { get; }

    public ImmutableArray<StreamTick> Ticks { get; }

    public static EmittedStream Create(
        FixedGraph graph,
        HardwareOptions options,
        int samples,
        int seed,
        int resets = 1,
        EmissionTargets targets = EmissionTargets.Vhdl | EmissionTargets.Hls
    ) => new(HardwareCompiler.Compile(graph, options), StreamTicks.Create(graph, options.Interleave, samples, seed, resets), targets);

    /// <summary>The VHDL gives every result, bit by bit, in its cycle.</summary>
    public void CheckVhdl(bool primitives = false) =>
        CheckCycles(GhdlSimulator.RunStream(Folder, Ports, Samples, Ticks, primitives: primitives));

    public void CheckCycles(StreamSimulationResult result)
    {
        SimulationMismatch? mismatch = StreamComparison.FirstMismatch(Ports, Ticks, Expected, result, Design.Pipeline.Latency);
        Assert.True(mismatch is null, $"{Ports.Name}: {mismatch?.Message}");
        Assert.True(result.Results.Length > 0 || !Ticks.Any(t => t.Valid), $"{Ports.Name}: no result");
    }

    /// <summary>The C++ gives every result, bit by bit.</summary>
    public void CheckHls()
    {
        SimulationMismatch? mismatch = StreamComparison.FirstMismatch(
            Ports,
            Ticks,
            Expected,
            GppSimulator.RunStream(Folder, Ports, Samples, Ticks),
            null
        );
        Assert.True(mismatch is null, $"{Ports.Name}: {mismatch?.Message}");
    }

    public void Dispose() => folder.Dispose();
}
