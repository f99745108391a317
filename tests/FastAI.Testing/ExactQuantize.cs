using System.Numerics;
using FastAI.Model.FixedPoint;

namespace FastAI.Testing;

/// <summary>
/// Rounding and overflow from their definitions on rational numbers: a value is an exact fraction of two integers, counted in steps of the
/// target format; the neighbours are its floor and the integer above, and the mode chooses between them by distance.
/// </summary>
public static class ExactQuantize
{
    /// <param name="mantissa">Value as mantissa * 2^-fraction.</param>
    public static BigInteger Apply(BigInteger mantissa, int fraction, FixedFormat format, Rounding rounding, Overflow overflow) =>
        Limit(Round(mantissa, fraction - format.Fraction, rounding), format, overflow);

    /// <summary>Rounding alone: mantissa * 2^-shift as an integer.</summary>
    public static BigInteger Round(BigInteger mantissa, int shift, Rounding rounding) =>
        Round(mantissa * BigInteger.Pow(2, Math.Max(0, -shift)), BigInteger.Pow(2, Math.Max(0, shift)), rounding);

    private static BigInteger Round(BigInteger numerator, BigInteger denominator, Rounding mode)
    {
        var below = BigInteger.Divide(numerator, denominator);
        if (below * denominator > numerator)
            below--;
        if (below * denominator == numerator)
            return below;
        var above = below + 1;
        var nearer = (numerator - below * denominator).CompareTo(above * denominator - numerator); // < 0: below is nearer
        BigInteger Nearest(BigInteger tie) =>
            nearer < 0 ? below
            : nearer > 0 ? above
            : tie;
        bool negative = numerator < 0;
        return mode switch
        {
            Rounding.Trn => below,
            Rounding.TrnZero => negative ? above : below,
            Rounding.Rnd => Nearest(above),
            Rounding.RndMinInf => Nearest(below),
            Rounding.RndZero => Nearest(negative ? above : below),
            Rounding.RndInf => Nearest(negative ? below : above),
            Rounding.RndConv => Nearest(below.IsEven ? below : above),
            _ => throw new InvalidOperationException($"unknown rounding {mode}"),
        };
    }

    private static BigInteger Limit(BigInteger value, FixedFormat format, Overflow mode)
    {
        BigInteger turn = BigInteger.Pow(2, format.Width);
        BigInteger min = format.Signed ? -(turn / 2) : 0,
            max = format.Signed ? turn / 2 - 1 : turn - 1;
        switch (mode)
        {
            case Overflow.Wrap:
                while (value < min)
                    value += turn * BigInteger.Max(1, (min - value) / turn);
                while (value > max)
                    value -= turn * BigInteger.Max(1, (value - max) / turn);
                return value;
            case Overflow.Sat:
                return value < min ? min
                    : value > max ? max
                    : value;
            case Overflow.SatZero:
                return value < min || value > max ? 0 : value;
            case Overflow.SatSym:
                if (format.Signed)
                    min = -max;
                goto case Overflow.Sat;
            default:
                throw new InvalidOperationException($"unknown overflow {mode}");
        }
    }
}
