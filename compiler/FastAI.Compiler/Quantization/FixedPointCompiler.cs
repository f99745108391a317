using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Lowering;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Compiler.Quantization.Conversion;
using FastAI.Compiler.Quantization.Passes;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization;

/// <summary>
/// Turns a float model into fixed point. Formats come from a precision file, else from calibration data, else from proved intervals;
/// whatever their source, every result is an exact integer function of the inputs, and its distance from the float model is bounded by
/// proof. The same arguments give the same graph.
/// </summary>
public static class FixedPointCompiler
{
    /// <param name="graph">The imported model.</param>
    /// <param name="options">Widths and modes of what is not stated.</param>
    /// <param name="precision">Stated formats, if any.</param>
    /// <param name="calibration">Representative events, if any.</param>
    /// <exception cref="FastAI.Model.FastAIException">The statements contradict the model, say too little, or
    /// ask for what cannot be built.</exception>
    public static QuantizationResult Quantize(
        FloatGraph graph,
        QuantizationOptions options,
        PrecisionFile? precision = null,
        CalibrationData? calibration = null
    )
    {
        options.Validate();
        var map = new PrecisionMap(graph, precision);
        calibration?.Check(graph, Missing(graph, map));
        var seen = calibration is null ? null : CalibrationRun.Collect(graph, calibration);
        var plan = new PrecisionPlan(graph, options, map, calibration, seen);
        var conversion = new ConversionContext(graph, options, plan);
        var (converted, tensors) = GraphConversion.Run(conversion);
        var own = GraphConversion.Run(new ConversionContext(graph, options, plan) { OwnErrors = true }).Tensors;
        var report = ReportBuilder.Build(conversion, converted, tensors, own, calibration, seen);
        var asked = Enumerable
            .Range(0, tensors.Length)
            .Where(n => map.Memory(n) is not null)
            .Select(n => KeyValuePair.Create(converted.Nodes[tensors[n].Node].Name, map.Memory(n)!.Value));
        return new(FixedGraphPasses.Run(converted), report) { TableMemories = TableMemories.Of(asked) };
    }

    /// <summary>For each input of a model what a precision file has stand for missing values; null where none can be missing.</summary>
    /// <exception cref="FastAI.Model.FastAIException">An entry names nothing of the model.</exception>
    public static ImmutableArray<PerElement<MissingValue>?> Missing(FloatGraph graph, PrecisionFile? precision) =>
        Missing(graph, new PrecisionMap(graph, precision));

    private static ImmutableArray<PerElement<MissingValue>?> Missing(FloatGraph graph, PrecisionMap map) =>
        [.. graph.Inputs.Select(map.Missing)];
}
