using System.Collections.Immutable;
using System.Text.Json;
using FastAI.Compiler.Estimation;
using FastAI.Compiler.Hardware;
using FastAI.Compiler.Quantization;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Output;

/// <summary>The content of <c>report.json</c>: what was built, what it costs and what is proved of it.</summary>
public sealed record CompilationReport
{
    /// <summary>Name of the file in the output folder.</summary>
    public const string FileName = "report.json";

    public required string Entity { get; init; }

    /// <summary>Clock cycles from the edge that takes the last needed input to the edge that presents the result.</summary>
    public required int LatencyCycles { get; init; }

    /// <summary>The same at <see cref="ClockMhz"/>, in nanoseconds.</summary>
    public required double LatencyNs { get; init; }

    public required int InitiationInterval { get; init; }

    public required double ClockMhz { get; init; }

    /// <summary>Device family whose delay model placed the registers.</summary>
    public required string Device { get; init; }

    public required int Interleave { get; init; }

    public required ImmutableArray<PortReport> Inputs { get; init; }

    public required ImmutableArray<PortReport> Outputs { get; init; }

    public required ImmutableArray<TensorEntry> Tensors { get; init; }

    /// <summary>Estimated resources of the whole design.</summary>
    public required Resources Resources { get; init; }

    public required ImmutableArray<LayerEntry> Layers { get; init; }

    public required ImmutableArray<OutputErrorBound> ErrorBound { get; init; }

    public required int CalibrationEvents { get; init; }

    public required ImmutableArray<string> Warnings { get; init; }

    public static CompilationReport Create(QuantizationResult quantization, HardwareDesign hardware, HardwareOptions options)
    {
        var graph = quantization.Graph;
        var pipeline = hardware.Pipeline;
        return new CompilationReport
        {
            Entity = graph.Name,
            LatencyCycles = pipeline.Latency,
            LatencyNs = Math.Round(pipeline.Latency * 1000 / pipeline.ClockMHz, 3),
            InitiationInterval = pipeline.InitiationInterval,
            ClockMhz = pipeline.ClockMHz,
            Device = options.Device,
            Interleave = pipeline.Interleave,
            Inputs = [.. graph.Inputs.Select(i => Port(graph.Nodes[i].Name, graph.Nodes[i].Type))],
            Outputs = [.. graph.Outputs.Select(o => Port(o.Name, graph.Nodes[o.Node].Type))],
            Tensors = [.. quantization.Report.Tensors.Select(Tensor)],
            Resources = hardware.Resources.Total,
            Layers = [.. hardware.Resources.Layers.Select(l => new LayerEntry(l.Layer, l.FirstStage, l.LastStage, l.Resources))],
            ErrorBound = [.. quantization.Report.Outputs.Select(o => new OutputErrorBound(o.Name, Finite(o.Bound), o.Conditions))],
            CalibrationEvents = quantization.Report.CalibrationEvents,
            Warnings = quantization.Report.Warnings,
        };
    }

    /// <summary>Reads the report of an output folder.</summary>
    /// <exception cref="FastAIException">The folder is not one, or its report is damaged.</exception>
    public static CompilationReport Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw FastAIException.BadInput($"{folder}: is not an output folder of 'fastai compile' (no {FileName})");
        try
        {
            return JsonSerializer.Deserialize<CompilationReport>(File.ReadAllText(path), Json.Options) ?? throw new JsonException("is empty");
        }
        catch (JsonException e)
        {
            throw FastAIException.BadInput($"{path}: is damaged: {e.Message}; compile again", e);
        }
    }

    private static PortReport Port(string name, TensorType type) =>
        new(name, type.Shape.Extents, [.. type.Elements.Stored.Select(e => e.Format.ToString()).Distinct().Count() == 1
            ? [type[0].Format.ToString()]
            : Enumerable.Range(0, type.Count).Select(i => type[i].Format.ToString())]);

    private static TensorEntry Tensor(TensorReport t) => new(
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
