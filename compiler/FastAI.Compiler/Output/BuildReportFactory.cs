using System.Collections.Immutable;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Scheduling;
using FastAI.Compiler.Streaming;
using FastAI.Model.Build;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Compiler.Output;

/// <summary>Gathers what the stages of a compilation know into the report of the build.</summary>
public static class BuildReportFactory
{
    /// <param name="quantization">The model.</param>
    /// <param name="hardware">What was built of it.</param>
    /// <param name="options">What it was built for.</param>
    /// <param name="stream">How it runs on a stream; null for whole events.</param>
    public static BuildReport Create(
        QuantizationResult quantization,
        HardwareDesign hardware,
        HardwareOptions options,
        StreamOptions? stream = null
    )
    {
        // The ports of a stream design are the newest columns.
        var graph = quantization.Graph;
        var ports = graph.Stream is null ? graph : StreamTransform.Of(graph).Ports;
        var pipeline = hardware.Pipeline;
        return new BuildReport
        {
            Entity = graph.Name,
            LatencyCycles = pipeline.Latency,
            InitiationInterval = pipeline.InitiationInterval,
            ClockMhz = pipeline.ClockMHz,
            Device = options.Device,
            LongestPath = Of(LongestPath.Of(pipeline, DelayModel.Of(options.Device))),
            Choice = hardware.Choice,
            Slower = [.. hardware.Slower.Select(Trade)],
            Mode = graph.Stream is null ? BuildReport.Parallel : BuildReport.Streaming,
            Interleave = options.Interleave,
            WarmUpTicks = graph.Stream is { } settings ? settings.Ticks - 1 : 0,
            SampleRateMhz = stream is null
                ? null
                : stream.SampleRateMHz ?? Math.Min(StreamOptions.DefaultSampleRateMHz, pipeline.ClockMHz / options.Interleave),
            Inputs = [.. ports.Inputs.Select(i => Input((InputNode)ports.Nodes[i]))],
            Outputs = [.. ports.Outputs.Select(o => Port(o.Name, ports.Nodes[o.Node].Type))],
            Tensors = [.. quantization.Report.Tensors.Select(Tensor)],
            Loops = [.. pipeline.Loops.Select(l => new BuildLoop(l.Name, l.Cycles, l.Slack))],
            StateBits = pipeline.StateBits,
            Resources = Of(hardware.Resources.Total),
            Layers = [.. hardware.Resources.Layers.Select(l => new BuildLayer(l.Layer, l.FirstStage, l.LastStage, Of(l.Resources)))],
            Tables = Tables(pipeline.Circuit, options),
            Reuse = [.. pipeline.Circuit.Products.Select(Of)],
            ErrorBound = [.. quantization.Report.Outputs.Select(o => new BuildBound(o.Name, Finite(o.Bound), o.Conditions))],
            Trees = [.. quantization.Report.Trees.Select(Of)],
            CalibrationEvents = quantization.Report.CalibrationEvents,
            CalibrationEventsWithMissing = quantization.Report.CalibrationEventsWithMissing,
            Warnings = quantization.Report.Warnings,
        };
    }

    private static ImmutableArray<BuildTable> Tables(Circuit circuit, HardwareOptions options)
    {
        ILookup<string, TableWord> words = circuit.Words.OfType<TableWord>().ToLookup(w => circuit.Layers[w.Layer]);
        return
        [
            .. words
                .Select(w => w.Key)
                .Union(options.TableMemories.Nodes)
                .Select(node => new BuildTable(
                    node,
                    (options.TableMemories.Of(node) ?? options.TableMemory).ToString().ToLowerInvariant(),
                    words[node].Count(),
                    words[node].Count(w => w.InBlock)
                )),
        ];
    }

    private static BuildReuse Of(ProductReuse product) =>
        new(
            product.Layer,
            product.Form == ProductForm.Parallel ? BuildReuse.Parallel : BuildReuse.SharedColumns,
            product.ParallelLut,
            product.SharedLut,
            product.SharedDsp,
            product.Reason
        );

    private static BuildTrees Of(TreeReport t) =>
        new(
            t.Tensor,
            t.Trees,
            t.Tests,
            t.DistinctTests,
            t.Rounding.MovedThresholds,
            t.Rounding.LargestMove,
            t.Rounding.LeafError,
            Finite(t.ScoreError),
            t.Events,
            t.ChangedEvents,
            t.ChangedWalks
        );

    private static BuildPath Of(LongestPath path) =>
        new(path.Stage, Math.Round(path.Nanoseconds, 3), path.Layer, Math.Round(path.LayerNanoseconds, 3));

    private static BuildTrade Trade(HardwareDesign slower) =>
        new(slower.Pipeline.Latency, slower.Pipeline.ClockMHz, slower.Resources.Total.Lut, slower.Resources.Total.Ff);

    private static BuildResources Of(Estimation.Resources r) => new(r.Lut, r.Ff, r.Carry, r.Dsp, r.Bram, r.Srl);

    private static BuildPort Input(InputNode input) =>
        Port(input.Name, input.Type) with
        {
            Missing = input.Missing is { } missing ? [.. missing.Stored.Select(m => m.ToString())] : null,
        };

    private static BuildPort Port(string name, TensorType type) =>
        new(
            name,
            type.Shape.Extents,
            [
                .. type.Elements.Stored.Select(e => e.Format.ToString()).Distinct().Count() == 1
                    ? [type[0].Format.ToString()]
                    : Enumerable.Range(0, type.Count).Select(i => type[i].Format.ToString()),
            ]
        );

    private static BuildTensor Tensor(TensorReport t) =>
        new(
            t.Name,
            t.Origin,
            [.. t.Formats.Select(f => f.ToString())],
            t.Rounding is { } rounding ? ModeNames.Of(rounding) : null,
            t.Overflow is { } overflow ? ModeNames.Of(overflow) : null,
            t.Reason.ToString().ToLowerInvariant(),
            t.Seen is { } seen ? [seen.Low, seen.High] : null,
            [t.ProvedLow, t.ProvedHigh],
            Finite(t.OwnError),
            t.Seen?.Saturations,
            t.Seen is { } s ? Finite(s.SignalToNoise) : null
        );

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
