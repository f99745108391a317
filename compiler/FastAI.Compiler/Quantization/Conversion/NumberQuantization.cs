using FastAI.Compiler.Quantization.Precision;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>Brings the constants of a model into fixed point: as stated, or each group in the fewest bits that
/// hold its numbers to so many bits.</summary>
internal static class NumberQuantization
{
    /// <summary>No fraction bits are asked for: a zero.</summary>
    public const int NoFraction = int.MinValue;

    // A group (an output channel) much smaller than the rest of its tensor does not get finer than this many bits below the rest.
    private const int MostExtraFraction = 16;

    /// <summary>A stated number: its value, and the fraction bits that its products are to have beyond those of the other factor.</summary>
    /// <param name="saturated">Whether the value left its format by half a step or more.</param>
    public static (Dyadic Value, int Fraction) Stated(double value, FixedFormat? format, PrecisionEntry entry, out bool saturated)
    {
        saturated = false;
        if (format is not { } f)
        {
            var exact = Dyadic.FromDouble(value);
            return (exact, exact.Mantissa == 0 ? NoFraction : exact.Fraction);
        }
        var rounding = entry.Rounding ?? Rounding.RndConv;
        var limited = Dyadic.InFormat(value, f, rounding, entry.Overflow ?? Overflow.Sat);
        saturated = Math.Abs(limited.ToDouble() - value) >= f.Step;
        return (limited, limited.Mantissa == 0 && !entry.Format.IsUniform ? NoFraction : f.Fraction);
    }

    /// <summary>
    /// Rounds the numbers of one group to a common fraction so that the largest fits a signed word of <paramref name="bits"/> bits, ties to
    /// even; numbers that fit exactly are kept as they are. Trailing zeros do not count.
    /// </summary>
    /// <param name="largest">The largest magnitude of the whole tensor.</param>
    public static void Group(ReadOnlySpan<double> values, int bits, double largest, Span<Dyadic> result)
    {
        double greatest = 0;
        foreach (double value in values)
            greatest = Math.Max(greatest, Math.Abs(value));
        if (greatest == 0)
        {
            result.Clear();
            return;
        }
        long most = (1L << (bits - 1)) - 1;
        int fraction = bits - 2 - Math.ILogB(greatest);
        // A power of two that occurs as a negative number alone takes the most negative mantissa.
        if (Math.ScaleB(greatest, fraction) == (most + 1) / 2 && !values.Contains(greatest))
            fraction++;
        fraction = Math.Min(fraction, bits - 2 - Math.ILogB(largest) + MostExtraFraction);
        // The largest magnitude may round up to 2^(bits-1), which only a negative number reaches.
        foreach (double value in values)
            if (Dyadic.Nearest(value, fraction) is { } rounded && rounded.Mantissa > most)
            {
                fraction--;
                break;
            }
        for (int i = 0; i < values.Length; i++)
            result[i] = (
                Dyadic.Nearest(values[i], fraction) ?? throw new InvalidOperationException("a mantissa of more bits than its largest")
            ).Normalized();
    }
}
