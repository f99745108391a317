using System.Globalization;

namespace FastAI.Model.FixedPoint;

/// <summary>
/// A closed interval of integers, the proof that a mantissa needs so many bits and no more. Ends are 128-bit so that the
/// interval of a result can be computed before it is decided whether the result fits; operations throw on 128-bit overflow.
/// </summary>
public readonly record struct Interval
{
    public Interval(Int128 low, Int128 high)
    {
        if (low > high)
            throw new ArgumentException($"[{low}, {high}] is empty");
        (Low, High) = (low, high);
    }

    public Int128 Low { get; }

    public Int128 High { get; }

    /// <summary>The interval that holds zero alone.</summary>
    public static Interval Zero => new(0, 0);

    /// <summary>The interval that holds one integer.</summary>
    public static Interval Of(Int128 value) => new(value, value);

    public bool IsConstant => Low == High;

    /// <summary>Bits of the narrowest two's complement (if Low is negative) or unsigned word that holds every member; at least 1.</summary>
    public int Width
    {
        get
        {
            if (Low >= 0)
                return Math.Max(1, BitLength(High));
            return 1 + Math.Max(BitLength(-1 - Low), High < 0 ? 0 : BitLength(High));
        }
    }

    /// <summary>Whether every member fits a 64-bit signed integer.</summary>
    public bool FitsInt64 => Low >= long.MinValue && High <= long.MaxValue;

    public bool Contains(Int128 value) => Low <= value && value <= High;

    public bool Contains(Interval other) => Low <= other.Low && other.High <= High;

    public Interval Union(Interval other) => new(Int128.Min(Low, other.Low), Int128.Max(High, other.High));

    /// <summary>The members common to both, or null when there are none.</summary>
    public Interval? Intersect(Interval other)
    {
        Int128 low = Int128.Max(Low, other.Low),
            high = Int128.Min(High, other.High);
        return low <= high ? new Interval(low, high) : null;
    }

    public static Interval operator +(Interval a, Interval b) => checked(new(a.Low + b.Low, a.High + b.High));

    public static Interval operator -(Interval a, Interval b) => checked(new(a.Low - b.High, a.High - b.Low));

    public static Interval operator -(Interval a) => checked(new(-a.High, -a.Low));

    public static Interval operator *(Interval a, Interval b)
    {
        checked
        {
            Int128 p = a.Low * b.Low,
                q = a.Low * b.High,
                r = a.High * b.Low,
                s = a.High * b.High;
            return new(Int128.Min(Int128.Min(p, q), Int128.Min(r, s)), Int128.Max(Int128.Max(p, q), Int128.Max(r, s)));
        }
    }

    public static Interval operator *(Interval a, Int128 k) => a * Of(k);

    /// <summary>Multiplication by 2^<paramref name="bits"/>, exact.</summary>
    public static Interval operator <<(Interval a, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        if (a.Low == 0 && a.High == 0)
            return a;
        if (a.Width + bits > 126)
            throw new OverflowException();
        return new(a.Low << bits, a.High << bits);
    }

    /// <summary>Floor of division by 2^<paramref name="bits"/>.</summary>
    public static Interval operator >>(Interval a, int bits) =>
        bits > 126 ? new(a.Low >> 126, a.High >> 126) : new(a.Low >> bits, a.High >> bits);

    public static Interval Max(Interval a, Interval b) => new(Int128.Max(a.Low, b.Low), Int128.Max(a.High, b.High));

    public static Interval Min(Interval a, Interval b) => new(Int128.Min(a.Low, b.Low), Int128.Min(a.High, b.High));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Low}, {High}]");

    private static int BitLength(Int128 nonNegative) => 128 - (int)Int128.LeadingZeroCount(nonNegative);
}
