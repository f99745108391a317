using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Calibration;

/// <summary>
/// Chooses a format of a given width for values seen: the integer bits by <see cref="RangeMethod"/>, never more than the proved range
/// needs, and never more fraction bits than the exact value has.
/// </summary>
internal static class FormatChooser
{
    // Beyond the largest value's integer bits, how many fewer are tried: each doubles the resolution and halves the range.
    private const int Reach = 8;

    /// <param name="seen">Values of the tensor.</param>
    /// <param name="signed">Whether negative values are possible at all.</param>
    /// <param name="bits">W.</param>
    /// <param name="maxFraction">Fraction bits of the exact values.</param>
    /// <param name="maxInteger">Integer bits of the proved range.</param>
    /// <param name="options">Method, percentile, rounding and overflow.</param>
    public static FixedFormat Choose(
        TensorStatistics seen,
        bool signed,
        int bits,
        int maxFraction,
        int maxInteger,
        QuantizationOptions options
    )
    {
        int covering = Math.Min(maxInteger, IntegerBits(seen.Low, seen.High, signed, bits));
        int integer = options.Method switch
        {
            RangeMethod.Maximum => covering,
            RangeMethod.Percentile => Math.Min(covering, PercentileBits(seen, signed, bits, options.Percentile)),
            _ => LeastError(seen, signed, bits, covering, maxFraction, options),
        };
        return Format(signed, bits, integer, maxFraction);
    }

    /// <summary>The least I so that every value of [low, high] rounds to a mantissa of a format of so many bits.</summary>
    public static int IntegerBits(double low, double high, bool signed, int bits)
    {
        double magnitude = Math.Max(Math.Abs(low), Math.Abs(high));
        if (magnitude == 0)
            return signed ? 1 : 0;
        int integer = Math.Clamp(Math.ILogB(magnitude) + (signed ? 2 : 1), bits - FixedFormat.MaxExponent, FixedFormat.MaxExponent);
        // A lower bound that is a negative power of two itself needs one bit less; a value just below a power of two may round up to it.
        if (signed && integer > bits - FixedFormat.MaxExponent && Holds(integer - 1))
            return integer - 1;
        return Holds(integer) || integer == FixedFormat.MaxExponent ? integer : integer + 1;

        bool Holds(int i)
        {
            var format = new FixedFormat(signed, bits, i);
            double step = format.Step;
            return Math.Round(low / step) >= format.MinMantissa && Math.Round(high / step) <= format.MaxMantissa;
        }
    }

    /// <summary>The format of at most <paramref name="bits"/> bits with <paramref name="integer"/> integer bits and no more
    /// fraction bits than are of use.</summary>
    public static FixedFormat Format(bool signed, int bits, int integer, int maxFraction)
    {
        integer = Math.Clamp(integer, bits - FixedFormat.MaxExponent, FixedFormat.MaxExponent);
        int width = Math.Clamp(Math.Min(bits - integer, maxFraction) + integer, 1, bits);
        return new FixedFormat(signed, width, integer);
    }

    private static int PercentileBits(TensorStatistics seen, bool signed, int bits, double percentile)
    {
        if (seen.Samples.Length == 0)
            return int.MaxValue;
        var magnitudes = new double[seen.Samples.Length];
        for (int i = 0; i < magnitudes.Length; i++)
            magnitudes[i] = Math.Abs(seen.Samples[i]);
        Array.Sort(magnitudes);
        double bound = magnitudes[(int)Math.Ceiling((magnitudes.Length - 1) * (percentile / 100))];
        return IntegerBits(signed ? -bound : 0, bound, signed, bits);
    }

    private static int LeastError(TensorStatistics seen, bool signed, int bits, int covering, int maxFraction, QuantizationOptions options)
    {
        int best = covering;
        double least = double.PositiveInfinity;
        for (int integer = covering; integer > covering - Reach && integer > bits - FixedFormat.MaxExponent; integer--)
        {
            var format = Format(signed, bits, integer, maxFraction);
            double error = 0;
            foreach (double value in seen.Samples)
            {
                double difference =
                    Math.ScaleB(Quantizer.Quantize(value, format, options.Rounding, options.Overflow), -format.Fraction) - value;
                error += difference * difference;
                if (error >= least)
                    break;
            }
            if (error < least)
                (least, best) = (error, integer);
        }
        return best;
    }
}
