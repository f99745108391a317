using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Decides the format of every activation: the precision file first; then, unless the result is only the argument of a piecewise or smooth
/// function (which keeps the exact accumulator and decides after it), the file's <c>*</c>; then calibration; then the proved interval. What
/// the model itself quantises keeps its integers, and what is only scaled for that stays exact.
/// </summary>
internal sealed class PrecisionPlan
{
    private readonly FloatGraph graph;
    private readonly QuantizationOptions options;
    private readonly TensorStatistics[]? seen;
    private readonly CalibrationData? data;
    private readonly bool[] defers;
    private readonly GraphPiecewise?[] quantizers;

    public PrecisionPlan(FloatGraph graph, QuantizationOptions options, PrecisionMap map, CalibrationData? data, TensorStatistics[]? seen)
    {
        (this.graph, this.options, Map, this.data, this.seen) = (graph, options, map, data, seen);
        (defers, quantizers) = Deferring(graph);
    }

    public PrecisionMap Map { get; }

    /// <summary>What calibration saw of a tensor, or null without calibration.</summary>
    public TensorStatistics? Seen(int node) => seen?[node];

    /// <summary>Whether a tensor's format is stated for itself.</summary>
    public bool IsNamed(int node) => Map.Named(node) is { Format.IsExact: false };

    /// <summary>The model's own quantiser when it is all that reads a tensor, which has no format of its own.</summary>
    public GraphPiecewise? QuantizerOf(int node) => Map.Named(node) is null or { Format.IsExact: true } ? quantizers[node] : null;

    /// <summary>The format of an input.</summary>
    /// <exception cref="FastAIException">Nothing says what it is, or it leaves no mantissa for missing values.</exception>
    public TensorPrecision Input(GraphInput node, int index)
    {
        var missing = Map.Missing(index);
        var precision = InputFormats(node, index, missing);
        for (int i = 0; missing is not null && i < missing.Count; i++)
            if (missing[i].Mantissa(precision.Formats![i]) == 0)
                throw FastAIException.BadInput(
                    $"input '{node.Name}': the {missing[i]} mantissa of {precision.Formats[i]} is 0, a number like others, and cannot stand for a missing value: write 'missing: {(missing[i] == MissingValue.Least ? "greatest' or a signed format" : "least'")}"
                );
        return precision with { Missing = missing };
    }

    private TensorPrecision InputFormats(GraphInput node, int index, PerElement<MissingValue>? missing)
    {
        bool below = missing is not null && missing.Stored.Contains(MissingValue.Least),
            above = missing is not null && missing.Stored.Contains(MissingValue.Greatest);
        var entry = Map.Named(index);
        if (entry is { Format.IsExact: false })
            return Stated(entry, node.Shape);
        if (entry is null && options.InputFormat is { } format)
            return new(PerElement<FixedFormat>.Uniform(format, node.Shape.Count), options.Rounding, options.Overflow, FormatReason.Stated);
        if (entry is null && Map.Everything is { Format.IsExact: false } everything)
            return Stated(everything, node.Shape);
        if (entry is null && ModelQuantizer.Of(graph, index) is { } own)
            return own;
        if (data is not null && seen is not null)
        {
            int position = graph.Inputs.IndexOf(index);
            if (InputGrid.Find(data.Inputs[position], options.InputBits, below, above) is { } grid)
                return new(PerElement<FixedFormat>.Uniform(grid, node.Shape.Count), options.Rounding, options.Overflow, FormatReason.Grid);
            if (entry is null && Map.Everything is null)
            {
                var chosen = FormatChooser.Choose(
                    seen[index],
                    seen[index].Low < 0 || below,
                    options.InputBits,
                    FixedFormat.MaxExponent,
                    FixedFormat.MaxExponent,
                    options
                );
                return new(
                    PerElement<FixedFormat>.Uniform(chosen, node.Shape.Count),
                    options.Rounding,
                    options.Overflow,
                    FormatReason.Calibrated
                );
            }
            throw FastAIException.BadInput(
                $"input '{node.Name}' cannot be exact: the calibration data lie on no grid of {options.InputBits} bits; give it a format in the precision file"
            );
        }
        if (node.Declared is { } declared && missing is null)
            return new(
                PerElement<FixedFormat>.Uniform(declared, node.Shape.Count),
                options.Rounding,
                options.Overflow,
                FormatReason.Stated
            );
        throw FastAIException.BadInput(
            entry is not null || Map.Everything is not null
                ? $"input '{node.Name}' cannot be exact: nothing says how wide it is; give it a format in the precision file, such as  {node.Name}: {{ format: \"fixed<12,12>\" }}"
                : $"nothing says what values input '{node.Name}' takes: give representative events (--calibrate DATA) or formats (--precision FILE.yaml or --precision 'fixed<16,6>')"
        );
    }

    /// <summary>The format of a computed tensor whose exact type is known.</summary>
    public TensorPrecision Decide(int index, TensorType exact)
    {
        var node = graph.Nodes[index];
        if (Map.Named(index) is { } named)
            return named.Format.IsExact ? TensorPrecision.Exact(FormatReason.Stated) : Stated(named, node.Shape);
        bool moves =
            node
            is GraphGather
                or GraphReduce
                or GraphConstant
                or GraphImpute
                or GraphIsMissing
                or GraphBinary { Operation: BinaryOperation.Less or BinaryOperation.Equal }
                or GraphPiecewise { IsQuantizer: true };
        if (moves || defers[index])
            return TensorPrecision.Exact(FormatReason.Exact);
        if (Map.Everything is { } everything)
            return everything.Format.IsExact ? TensorPrecision.Exact(FormatReason.Stated) : Stated(everything, node.Shape);
        if (node is GraphTreeEnsemble)
            return TensorPrecision.Exact(FormatReason.Exact); // its leaves have been rounded
        int width = 0,
            integer = int.MinValue,
            fraction = int.MinValue;
        bool signed = false;
        foreach (var element in exact.Elements.Stored)
        {
            width = Math.Max(width, element.Format.Width);
            signed |= element.Format.Signed;
            fraction = Math.Max(fraction, element.Fraction);
        }
        if (width <= options.ActivationBits)
            return TensorPrecision.Exact(FormatReason.Exact);
        foreach (var element in exact.Elements.Stored)
            integer = Math.Max(integer, element.Format.Integer + (signed && !element.Format.Signed ? 1 : 0));
        return Choose(index, signed, integer, fraction, node.Shape.Count);
    }

    /// <summary>The format of the result of a smooth function, whose values lie in [low, high] for every argument of its table.</summary>
    public TensorPrecision Function(int index, double low, double high)
    {
        var node = graph.Nodes[index];
        if ((Map.Named(index) ?? Map.Everything) is { } entry)
        {
            if (entry.Format.IsExact)
                throw FastAIException.Unsupported(
                    $"{node.Origin} (tensor '{node.Name}') cannot be exact: the values of a smooth function are rounded; give '{node.Name}' a format in the precision file"
                );
            // Entries are known when compiling: what the file does not state is nearest and in range, as for weights.
            return Stated(entry, node.Shape) with
            {
                Rounding = entry.Rounding ?? Rounding.RndConv,
                Overflow = entry.Overflow ?? Overflow.Sat,
            };
        }
        bool signed = low < 0;
        int integer = FormatChooser.IntegerBits(low, high, signed, options.ActivationBits);
        return Choose(index, signed, integer, FixedFormat.MaxExponent, node.Shape.Count) with { Rounding = Rounding.RndConv };
    }

    private TensorPrecision Choose(int index, bool signed, int integer, int fraction, int count)
    {
        bool calibrated = seen is not null && (seen[index].Low != 0 || seen[index].High != 0);
        var format = calibrated
            ? FormatChooser.Choose(seen![index], signed, options.ActivationBits, fraction, integer, options)
            : FormatChooser.Format(signed, options.ActivationBits, integer, fraction);
        return new(
            PerElement<FixedFormat>.Uniform(format, count),
            options.Rounding,
            options.Overflow,
            calibrated ? FormatReason.Calibrated : FormatReason.Proved
        );
    }

    private TensorPrecision Stated(PrecisionEntry entry, Shape shape) =>
        new(Map.Formats(entry, shape), entry.Rounding ?? Rounding.Trn, entry.Overflow ?? Overflow.Wrap, FormatReason.Stated);

    private static bool IsScale(GraphNode node) =>
        node is GraphGather || node is GraphLinear linear && linear.Blocks.All(b => b.Rows == 1 && b.Columns == 1);

    // A tensor defers when it is no output and its one reader is a piecewise or smooth function, perhaps behind an index map.
    private static (bool[] Defers, GraphPiecewise?[] Quantizers) Deferring(FloatGraph graph)
    {
        var readers = new int[graph.Nodes.Length];
        var reader = new int[graph.Nodes.Length];
        for (int n = 0; n < graph.Nodes.Length; n++)
            foreach (int operand in graph.Nodes[n].Operands.Distinct())
            {
                readers[operand]++;
                reader[operand] = n;
            }
        foreach (var port in graph.Outputs)
            readers[port.Node] += 2;
        bool[] defers = new bool[graph.Nodes.Length],
            quantized = new bool[graph.Nodes.Length];
        var quantizers = new GraphPiecewise?[graph.Nodes.Length];
        for (int n = defers.Length - 1; n >= 0; n--)
        {
            if (readers[n] != 1)
                continue;
            var only = graph.Nodes[reader[n]];
            // Through the model's own scale, and through what is piecewise linear before it, to the model's own quantiser.
            quantizers[n] = only as GraphPiecewise is { IsQuantizer: true } quantizer ? quantizer : null;
            quantized[n] = quantizers[n] is not null || quantized[reader[n]] && IsScale(only);
            defers[n] =
                quantized[n]
                || only switch
                {
                    GraphPiecewise or GraphFunction => true,
                    GraphGather => defers[reader[n]],
                    _ => false,
                };
        }
        return (defers, quantizers);
    }
}
