namespace FastAI.Model.FixedPoint;

/// <summary>
/// The one definition of rounding and overflow on integers; everything that quantises (emulator, netlist, HDL) is tested against it.
/// A mantissa with f fraction bits becomes the mantissa of a format with g fraction bits: shift = f - g bits are dropped
/// (or, when negative, zeros appended), then the overflow mode brings the result into the format's range.
/// </summary>
public static class Quantizer
{
    /// <summary>Drops <paramref name="bits"/> low bits of <paramref name="m"/> (AMD UG1399, quantization modes).</summary>
    public static Int128 Round(Int128 m, int bits, Rounding mode)
    {
        if (bits <= 0)
            return checked(m * (Int128.One << -bits));
        if (bits > 126)
        {
            // |m| < 2^126, so |m| is less than half of a step of 2^127: only the sign matters.
            return mode == Rounding.Trn && m < 0 ? -1 : 0;
        }
        Int128 floor = m >> bits;
        Int128 rest = m - (floor << bits); // 0 <= rest < 2^bits
        if (rest == 0)
            return floor;
        Int128 half = Int128.One << (bits - 1);
        bool up = mode switch
        {
            Rounding.Trn => false,
            Rounding.TrnZero => m < 0,
            Rounding.Rnd => rest >= half,
            Rounding.RndZero => rest > half || (rest == half && m < 0),
            Rounding.RndInf => rest > half || (rest == half && m > 0),
            Rounding.RndMinInf => rest > half,
            Rounding.RndConv => rest > half || (rest == half && (floor & 1) != 0),
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        return up ? floor + 1 : floor;
    }

    /// <summary>Brings <paramref name="m"/> into the range of <paramref name="format"/> (AMD UG1399, overflow modes).</summary>
    public static long Limit(Int128 m, FixedFormat format, Overflow mode)
    {
        long min = format.MinMantissa,
            max = format.MaxMantissa;
        switch (mode)
        {
            case Overflow.Wrap:
                ulong low = (ulong)(UInt128)m & (ulong.MaxValue >> (64 - format.Width));
                return format.Signed ? (long)(low << (64 - format.Width)) >> (64 - format.Width) : (long)low;
            case Overflow.SatSym:
                if (format.Signed)
                    min = -max;
                goto case Overflow.Sat;
            case Overflow.Sat:
                return m < min ? min
                    : m > max ? max
                    : (long)m;
            case Overflow.SatZero:
                return m < min || m > max ? 0 : (long)m;
            default:
                throw new ArgumentOutOfRangeException(nameof(mode));
        }
    }

    /// <summary>Rounds, then limits.</summary>
    /// <param name="m">Mantissa with <paramref name="fraction"/> fraction bits.</param>
    public static long Quantize(Int128 m, int fraction, FixedFormat format, Rounding rounding, Overflow overflow) =>
        Limit(Round(m, fraction - format.Fraction, rounding), format, overflow);

    /// <summary>
    /// Quantises a real number exactly: a double is an integer times a power of two, so no intermediate rounding takes place.
    /// NaN is refused; infinities limit as a value beyond every range does (WRAP refuses them).
    /// </summary>
    public static long Quantize(double value, FixedFormat format, Rounding rounding, Overflow overflow)
    {
        if (double.IsNaN(value))
            throw FastAIException.BadInput("NaN cannot be quantised");
        if (double.IsInfinity(value))
        {
            if (overflow == Overflow.Wrap)
                throw FastAIException.BadInput("an infinity cannot be quantised with WRAP");
            return Limit(value > 0 ? (Int128)1 << 100 : -((Int128)1 << 100), format, overflow);
        }
        if (value == 0)
            return 0;
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        int fraction = 1075 - Math.Max(exponent, 1);
        if (bits < 0)
            mantissa = -mantissa;
        int drop = fraction - format.Fraction;
        // Appending more than 64 zeros to a 53-bit mantissa leaves every format: its low bits are zero and its size is beyond any range.
        if (drop < -64)
            return overflow == Overflow.Wrap ? 0 : Limit(bits < 0 ? -((Int128)1 << 100) : (Int128)1 << 100, format, overflow);
        return Limit(Round(mantissa, drop, rounding), format, overflow);
    }

    /// <summary>
    /// Quantises what may be missing: NaN becomes the mantissa that is kept for it, and a number that would come there takes the one next to
    /// it.
    /// </summary>
    /// <inheritdoc cref="Quantize(double, FixedFormat, Rounding, Overflow)"/>
    public static long Quantize(double value, FixedFormat format, Rounding rounding, Overflow overflow, MissingValue missing)
    {
        if (missing.Mantissa(format) is not { } kept)
            return Quantize(value, format, rounding, overflow);
        if (double.IsNaN(value))
            return kept;
        long mantissa = Quantize(value, format, rounding, overflow);
        return mantissa == kept ? missing.Neighbour(format)!.Value : mantissa;
    }

    /// <summary>The interval of <see cref="Quantize(Int128, int, FixedFormat, Rounding, Overflow)"/> over all
    /// mantissas of <paramref name="range"/>.</summary>
    public static Interval Image(Interval range, int fraction, FixedFormat format, Rounding rounding, Overflow overflow)
    {
        int drop = fraction - format.Fraction;
        var rounded = new Interval(Round(range.Low, drop, rounding), Round(range.High, drop, rounding)); // rounding is monotone
        if (format.Range.Contains(rounded) && !(overflow == Overflow.SatSym && format.Signed && rounded.Low == format.MinMantissa))
            return rounded;
        switch (overflow)
        {
            case Overflow.Sat or Overflow.SatSym:
                return new(Limit(rounded.Low, format, overflow), Limit(rounded.High, format, overflow));
            case Overflow.SatZero:
                return rounded.Intersect(format.Range) is { } inside ? inside.Union(Interval.Zero) : Interval.Zero;
            default:
                // One full turn, or an interval that crosses the seam, can reach every mantissa.
                long low = Limit(rounded.Low, format, overflow),
                    high = Limit(rounded.High, format, overflow);
                bool sameTurn = rounded.High - rounded.Low < (Int128.One << format.Width) && low <= high;
                return sameTurn ? new(low, high) : format.Range;
        }
    }

    /// <summary>The real value of a mantissa, m * 2^-f (correctly rounded to double).</summary>
    public static double ToReal(long mantissa, int fraction) => Math.ScaleB(mantissa, -fraction);
}
