using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>Functions to integers, exact; with two ends they are the model's own quantisers.</summary>
internal static class RoundingConversion
{
    public static Converted Convert(ConversionContext conversion, GraphPiecewise node, Converted x)
    {
        bool negate = node.Kind == PiecewiseKind.Ceiling; // ceil x = -floor(-x)
        int result = x.Node;
        if (negate)
            result = conversion.Builder.Unary(ConversionContext.Step(node, "negated"), UnaryOperation.Negate, result);
        var rounding = node.Kind == PiecewiseKind.Round ? Rounding.RndConv : Rounding.Trn;
        string name = ConversionContext.Step(node, negate ? "floor" : "exact");
        result =
            !negate && FormatOf(node) is var (format, overflow)
                ? conversion.Builder.Quantize(name, result, PerElement<FixedFormat>.Uniform(format, node.Shape.Count), rounding, overflow)
                : Limited(conversion, node, Rounded(conversion, name, result, rounding), negate);
        if (negate)
            result = conversion.Builder.Unary(ConversionContext.Step(node, "exact"), UnaryOperation.Negate, result);
        // The same value gives the same integer; another value may lie beyond one more step.
        double[] error = [.. x.Error.Select(e => e == 0 ? 0 : e + 1)];
        return x with { Node = result, Error = error };
    }

    /// <summary>The format whose saturation is what the two ends do; null where there is none.</summary>
    public static (FixedFormat Format, Overflow Overflow)? FormatOf(GraphPiecewise node)
    {
        if (!node.IsQuantizer || Math.Max(-node.Low, node.High) > int.MaxValue)
            return null;
        long low = (long)node.Low,
            high = (long)node.High;
        var format = FixedFormat.ForInterval(new Interval(low, high), 0);
        return format.MaxMantissa != high ? null
            : format.MinMantissa == low ? (format, Overflow.Sat)
            : format.Signed && low == -high ? (format, Overflow.SatSym)
            : null;
    }

    private static int Rounded(ConversionContext conversion, string name, int operand, Rounding rounding)
    {
        var type = conversion.Builder.TypeOf(operand);
        var formats = PerElement<FixedFormat>.Create(type.Count, i =>
        {
            int drop = Math.Max(0, type[i].Fraction); // a fraction below zero: integers already
            var range = new Interval(
                Quantizer.Round(type[i].Range.Low, drop, rounding),
                Quantizer.Round(type[i].Range.High, drop, rounding)
            );
            return FixedFormat.ForInterval(range, Math.Min(0, type[i].Fraction));
        });
        return conversion.Builder.Quantize(name, operand, formats, rounding, Overflow.Wrap);
    }

    private static int Limited(ConversionContext conversion, GraphPiecewise node, int operand, bool negated)
    {
        var (low, high) = negated ? (-node.High, -node.Low) : (node.Low, node.High);
        operand = End(conversion, node, operand, low, "raised", BinaryOperation.Maximum);
        return End(conversion, node, operand, high, "limited", BinaryOperation.Minimum);
    }

    private static int End(
        ConversionContext conversion,
        GraphPiecewise node,
        int operand,
        double end,
        string step,
        BinaryOperation operation
    )
    {
        if (double.IsInfinity(end))
            return operand;
        string name = ConversionContext.Step(node, step);
        int constant = ConstantConversion.Uniform(conversion, name + "/end", node.Shape, Dyadic.FromDouble(end));
        return conversion.Builder.Binary(name, operation, operand, constant);
    }
}
