using FastAI.Compiler.Graph;
using FastAI.Compiler.Graph.Passes;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>An input that the model itself quantises before anything else reads it comes in the format of that quantiser.</summary>
internal static class ModelQuantizer
{
    /// <returns>Null where the model does something else with the input, or its step is no power of two.</returns>
    public static TensorPrecision? Of(FloatGraph graph, int input)
    {
        int fraction = 0,
            reader = OnlyReader(graph, input);
        if (reader >= 0 && graph.Nodes[reader] is GraphLinear scale)
        {
            if (Exponent(scale) is not { } exponent)
                return null;
            (fraction, reader) = (exponent, OnlyReader(graph, reader));
        }
        if (reader < 0 || graph.Nodes[reader] is not GraphPiecewise { Kind: PiecewiseKind.Round or PiecewiseKind.Floor } quantizer)
            return null;
        if (RoundingConversion.FormatOf(quantizer) is not var (integers, overflow) || Math.Abs(fraction) > FixedFormat.MaxWidth)
            return null;
        var format = new FixedFormat(integers.Signed, integers.Width, integers.Width - fraction);
        return new(
            PerElement<FixedFormat>.Uniform(format, graph.Nodes[input].Shape.Count),
            quantizer.Kind == PiecewiseKind.Round ? Rounding.RndConv : Rounding.Trn,
            overflow,
            FormatReason.Stated
        );
    }

    // f where a map is x * 2^f, element by element.
    private static int? Exponent(GraphLinear node)
    {
        if (ElementScale.Of(node) is not { } scale)
            return null;
        double factor = scale.Factor(0);
        for (int i = 0; i < scale.Source.Length; i++)
            if (scale.Source[i] != i || scale.Factor(scale.Block[i]) != factor || scale.Shift(scale.Block[i]) != 0)
                return null;
        return factor > 0 && Math.ScaleB(1, Math.ILogB(factor)) == factor ? Math.ILogB(factor) : null;
    }

    private static int OnlyReader(FloatGraph graph, int node)
    {
        int found = -1;
        if (graph.Outputs.Any(port => port.Node == node))
            return found;
        for (int n = node + 1; n < graph.Nodes.Length; n++)
        {
            if (!graph.Nodes[n].Operands.Contains(node))
                continue;
            if (found >= 0)
                return -1;
            found = n;
        }
        return found;
    }
}
