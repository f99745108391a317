using System.Numerics;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization;

/// <summary>The number <paramref name="Mantissa"/> * 2^-<paramref name="Fraction"/>, exactly. Every finite double is one.</summary>
public readonly record struct Dyadic(long Mantissa, int Fraction)
{
    public static Dyadic Zero => new(0, 0);

    /// <summary>Bits from the first to the last one of the mantissa; 0 for zero.</summary>
    public int SignificantBits =>
        Mantissa == 0 ? 0 : 64 - BitOperations.LeadingZeroCount(Magnitude) - BitOperations.TrailingZeroCount(Magnitude);

    private ulong Magnitude => Mantissa < 0 ? 0 - (ulong)Mantissa : (ulong)Mantissa;

    /// <summary>The value of a finite double with the fewest fraction bits that hold it.</summary>
    public static Dyadic FromDouble(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "not a number of finite size");
        if (value == 0)
            return Zero;
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        int zeros = BitOperations.TrailingZeroCount(mantissa);
        mantissa >>= zeros;
        return new(bits < 0 ? -mantissa : mantissa, 1075 - Math.Max(exponent, 1) - zeros);
    }

    /// <summary>The value brought into a format: the mantissa keeps the format's fraction bits.</summary>
    public static Dyadic InFormat(double value, FixedFormat format, Rounding rounding, Overflow overflow) =>
        new(Quantizer.Quantize(value, format, rounding, overflow), format.Fraction);

    /// <summary>The nearest multiple of 2^-<paramref name="fraction"/>, ties to even; null beyond 63 bits.</summary>
    public static Dyadic? Nearest(double value, int fraction)
    {
        double scaled = Math.ScaleB(value, fraction); // exact: a power of two, and an underflow rounds to zero as it should
        return Math.Abs(scaled) < 4611686018427387904.0 ? new Dyadic((long)Math.Round(scaled, MidpointRounding.ToEven), fraction) : null;
    }

    /// <summary>The value rounded to so many significant bits, nearest, ties to even; the value itself when it has no more.</summary>
    public static Dyadic Significant(double value, int bits)
    {
        var exact = FromDouble(value);
        if (exact.SignificantBits <= bits)
            return exact;
        return new Dyadic(
            (long)Quantizer.Round(exact.Mantissa, exact.SignificantBits - bits, Rounding.RndConv),
            exact.Fraction - (exact.SignificantBits - bits)
        ).Normalized();
    }

    /// <summary>The same value with the fewest fraction bits.</summary>
    public Dyadic Normalized()
    {
        if (Mantissa == 0)
            return Zero;
        int zeros = BitOperations.TrailingZeroCount(Mantissa);
        return new(Mantissa >> zeros, Fraction - zeros);
    }

    /// <summary>The mantissa that stands for this value with so many fraction bits; null when that is not an integer of 63 bits.</summary>
    public long? At(int fraction)
    {
        if (Mantissa == 0)
            return 0;
        int shift = fraction - Fraction;
        if (shift < 0)
        {
            if (shift <= -63 || (Mantissa & ((1L << -shift) - 1)) != 0)
                return null;
            return Mantissa >> -shift;
        }
        return shift + 64 - BitOperations.LeadingZeroCount(Magnitude) > 62 ? null : Mantissa << shift;
    }

    /// <summary>The value, rounded to double where it has more than 53 bits.</summary>
    public double ToDouble() => Math.ScaleB(Mantissa, -Fraction);
}
