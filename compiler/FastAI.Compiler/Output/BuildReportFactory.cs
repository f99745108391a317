using FastAI.Compiler.Hardware;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Scheduling;
using FastAI.Model.Build;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Output;

/// <summary>Gathers what the stages of a compilation know into the report of the build.</summary>
public static class BuildReportFactory
{
    public static BuildReport Create(QuantizationResult quantization, HardwareDesign hardware, HardwareOptions options)
    {
        var graph = quantization.Graph;
        var pipeline = hardware.Pipeline;
        return new BuildReport
        {
            Entity = graph.Name,
            LatencyCycles = pipeline.Latency,
            InitiationInterval = pipeline.InitiationInterval,
            ClockMhz = pipeline.ClockMHz,
            Device = options.Device,
            LongestPath = Of(LongestPath.Of(pipeline, DelayModel.Of(options.Device))),
            Interleave = pipeline.Interleave,
            Inputs = [.. graph.Inputs.Select(i => Port(graph.Nodes[i].Name, graph.Nodes[i].Type))],
            Outputs = [.. graph.Outputs.Select(o => Port(o.Name, graph.Nodes[o.Node].Type))],
            Tensors = [.. quantization.Report.Tensors.Select(Tensor)],
            Resources = Of(hardware.Resources.Total),
            Layers = [.. hardware.Resources.Layers.Select(l => new BuildLayer(l.Layer, l.FirstStage, l.LastStage, Of(l.Resources)))],
            ErrorBound = [.. quantization.Report.Outputs.Select(o => new BuildBound(o.Name, Finite(o.Bound), o.Conditions))],
            CalibrationEvents = quantization.Report.CalibrationEvents,
            Warnings = quantization.Report.Warnings,
        };
    }

    private static BuildPath Of(LongestPath path) => new(path.Stage, Math.Round(path.Nanoseconds, 3), path.Layer, Math.Round(path.LayerNanoseconds, 3));

    private static BuildResources Of(Estimation.Resources r) => new(r.Lut, r.Ff, r.Carry, r.Dsp, r.Bram);

    private static BuildPort Port(string name, TensorType type) =>
        new(name, type.Shape.Extents, [.. type.Elements.Stored.Select(e => e.Format.ToString()).Distinct().Count() == 1
            ? [type[0].Format.ToString()]
            : Enumerable.Range(0, type.Count).Select(i => type[i].Format.ToString())]);

    private static BuildTensor Tensor(TensorReport t) => new(
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
        t.Seen is { } s ? Finite(s.SignalToNoise) : null);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
