using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Chooses the address format of a table: of all placements of its bits, the one whose rounding and clipping of the argument changes the
/// function least (mean squared error over calibration values, else greatest error over the proved interval). A function that
/// flattens out so gives its flat parts away.
/// </summary>
internal static class TableAddress
{
    private const int MostSamples = 4096;
    private const int Reach = 24;

    public static FixedFormat Choose(GraphFunction node, TensorType argument, TensorStatistics? seen, int bits)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        int fraction = int.MinValue;
        foreach (var element in argument.Elements.Stored)
        {
            low = Math.Min(low, Math.ScaleB((double)element.Range.Low, -element.Fraction));
            high = Math.Max(high, Math.ScaleB((double)element.Range.High, -element.Fraction));
            fraction = Math.Max(fraction, element.Fraction);
        }
        bool signed = low < 0;
        bool calibrated = seen is { Samples.Length: > 0 };
        double[] samples = calibrated ? Thin(seen!.Samples) : Spread(low, high);
        int covering = FormatChooser.IntegerBits(low, high, signed, bits);
        FixedFormat best = FormatChooser.Format(signed, bits, covering, fraction);
        double least = double.PositiveInfinity;
        for (int integer = covering; integer > covering - Reach && bits - integer <= Math.Min(fraction, FixedFormat.MaxExponent); integer--)
        {
            var format = FormatChooser.Format(signed, bits, integer, fraction);
            double error = Error(node, format, samples, squared: calibrated);
            if (error < least)
                (least, best) = (error, format);
        }
        return best;
    }

    private static double Error(GraphFunction node, FixedFormat format, double[] samples, bool squared)
    {
        double total = 0;
        foreach (double x in samples)
        {
            double wanted = FunctionMath.Evaluate(node.Kind, node.A, node.B, x);
            if (!double.IsFinite(wanted))
                continue;
            double address = Quantizer.ToReal(Quantizer.Quantize(x, format, Rounding.Rnd, Overflow.Sat), format.Fraction);
            double got = FunctionMath.Evaluate(node.Kind, node.A, node.B, address);
            // No value at the address: as bad as losing the value altogether.
            double error = double.IsFinite(got) ? Math.Abs(got - wanted) : Math.Abs(wanted) + 1;
            total = squared ? total + error * error : Math.Max(total, error);
        }
        return total;
    }

    private static double[] Thin(double[] samples)
    {
        int stride = (samples.Length + MostSamples - 1) / MostSamples;
        return [.. samples.Where((_, i) => i % stride == 0)];
    }

    private static double[] Spread(double low, double high)
    {
        var samples = new double[1 + MostSamples];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = low + (high - low) * i / MostSamples;
        return samples;
    }
}
