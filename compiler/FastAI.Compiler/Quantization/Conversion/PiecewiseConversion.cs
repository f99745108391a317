using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>Piecewise linear functions, exact but for their constants, and functions to integers.</summary>
internal static class PiecewiseConversion
{
    // Significant bits that an end of a clip has at least when it is not exact.
    private const int ClipBits = 8;

    // Fraction bits of a slope beyond its width.
    private const int SlopeExtraFraction = 8;

    public static Converted Convert(ConversionContext conversion, GraphPiecewise node, int index)
    {
        var x = conversion[node.Input];
        switch (node.Kind)
        {
            case PiecewiseKind.Negate or PiecewiseKind.Absolute or PiecewiseKind.Relu:
                var operation = node.Kind switch
                {
                    PiecewiseKind.Negate => UnaryOperation.Negate,
                    PiecewiseKind.Absolute => UnaryOperation.Absolute,
                    _ => UnaryOperation.Relu,
                };
                return x with { Node = conversion.Builder.Unary(ConversionContext.Step(node, "exact"), operation, x.Node) };
            case PiecewiseKind.LeakyRelu:
                return LeakyRelu(conversion, node, index, x);
            case PiecewiseKind.Clip:
                return Clip(conversion, node, x);
            case PiecewiseKind.Floor or PiecewiseKind.Ceiling or PiecewiseKind.Round:
                return RoundingConversion.Convert(conversion, node, x);
            default:
                throw ConversionContext.Refuse(node, $"{node.Kind} is not known to the fixed-point conversion");
        }
    }

    private static Converted LeakyRelu(ConversionContext conversion, GraphPiecewise node, int index, Converted x)
    {
        var type = conversion.TypeOf(x);
        var stated = conversion.Plan.Map.Named(index) ?? conversion.Plan.Map.Everything;
        bool exact = stated is { Format.IsExact: true };
        int bits = exact ? 64 : conversion.Options.WeightBits;
        var slopes = new Dyadic[type.Count];
        var error = new double[type.Count];
        bool inUnit = true;
        for (int i = 0; i < slopes.Length; i++)
        {
            double slope = node.Slope![i];
            slopes[i] = Dyadic.Significant(slope, bits);
            // A slope far below 1 does not widen the product for bits that nobody sees.
            if (!exact && slopes[i].Fraction > bits + SlopeExtraFraction)
                slopes[i] = Dyadic.Nearest(slope, bits + SlopeExtraFraction)!.Value.Normalized();
            inUnit &= slope is >= 0 and <= 1;
            double below = type[i].Range.Low < 0 ? Math.ScaleB(-(double)type[i].Range.Low, -type[i].Fraction) : 0;
            error[i] = (x.Error[i] == 0 ? 0 : Math.Max(1, Math.Abs(slope)) * x.Error[i]) + Math.Abs(slopes[i].ToDouble() - slope) * below;
        }
        int scaled = Scaled(conversion, node, x.Node, slopes);
        string name = ConversionContext.Step(node, "exact");
        // For slopes of [0, 1] the function is max(x, s x), whose interval is tight.
        if (inUnit)
            return x with { Node = conversion.Builder.Binary(name, BinaryOperation.Maximum, x.Node, scaled), Error = error };
        int zero = ConstantConversion.Uniform(conversion, ConversionContext.Step(node, "zero"), node.Shape, Dyadic.Zero);
        int negative = conversion.Builder.Binary(ConversionContext.Step(node, "negative"), BinaryOperation.Less, x.Node, zero);
        return x with { Node = conversion.Builder.Select(name, negative, scaled, x.Node), Error = error };
    }

    private static int Scaled(ConversionContext conversion, GraphPiecewise node, int input, Dyadic[] slopes)
    {
        string name = ConversionContext.Step(node, "scaled");
        if (slopes[0].Mantissa == 1 && Array.TrueForAll(slopes, s => s == slopes[0]))
            return conversion.Builder.Scale(name, input, -slopes[0].Fraction);
        var type = conversion.Builder.TypeOf(input);
        var fraction = new int[slopes.Length];
        var blocks = ImmutableArray.CreateBuilder<AffineBlock>();
        // One 1 x 1 block a slope, in the order of its first element; product fractions differ by element as the inputs' do.
        foreach (var group in Enumerable.Range(0, slopes.Length).GroupBy(i => slopes[i]))
        {
            ImmutableArray<int> elements = [.. group];
            foreach (int i in elements)
                fraction[i] = type[i].Fraction + group.Key.Fraction;
            blocks.Add(new AffineBlock(1, 1, elements, elements, [group.Key.Mantissa], [0]));
        }
        return conversion.Builder.Affine(name, input, node.Shape, blocks.ToImmutable(), PerElement<int>.Create(fraction));
    }

    private static Converted Clip(ConversionContext conversion, GraphPiecewise node, Converted x)
    {
        int result = x.Node;
        double moved = 0;
        if (double.IsFinite(node.Low))
        {
            var low = End(conversion, node.Low, result, up: true);
            moved = Math.Max(moved, Math.Abs(low.ToDouble() - node.Low));
            int constant = ConstantConversion.Uniform(conversion, ConversionContext.Step(node, "low"), node.Shape, low);
            result = conversion.Builder.Binary(ConversionContext.Step(node, "raised"), BinaryOperation.Maximum, result, constant);
        }
        if (double.IsFinite(node.High))
        {
            var high = End(conversion, node.High, result, up: false);
            moved = Math.Max(moved, Math.Abs(high.ToDouble() - node.High));
            int constant = ConstantConversion.Uniform(conversion, ConversionContext.Step(node, "high"), node.Shape, high);
            result = conversion.Builder.Binary(ConversionContext.Step(node, "exact"), BinaryOperation.Minimum, result, constant);
        }
        return x with { Node = result, Error = moved == 0 ? x.Error : [.. x.Error.Select(e => e + moved)] };
    }

    // An end that the grid of its operand (or a short constant) does not hold moves inward, so that
    // no result leaves the interval asked for.
    private static Dyadic End(ConversionContext conversion, double value, int operand, bool up)
    {
        var exact = Dyadic.FromDouble(value);
        var type = conversion.Builder.TypeOf(operand);
        int fraction = int.MinValue;
        foreach (var element in type.Elements.Stored)
            fraction = Math.Max(fraction, element.Fraction);
        if (exact.Mantissa == 0 || exact.Fraction <= fraction || exact.SignificantBits <= ClipBits)
            return exact;
        fraction = Math.Max(fraction, ClipBits - 1 - Math.ILogB(value));
        if (exact.Fraction <= fraction)
            return exact;
        Int128 floor = Quantizer.Round(exact.Mantissa, exact.Fraction - fraction, Rounding.Trn);
        return new Dyadic((long)floor + (up ? 1 : 0), fraction).Normalized();
    }
}
