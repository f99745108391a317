namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>An interval that holds every value of a real tensor; ends may be infinite.</summary>
internal readonly record struct RealRange(double Low, double High)
{
    // Room for the rounding of the doubles in which ranges are computed.
    private const double Slack = 1e-12;

    public static RealRange Everything { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public double Magnitude => Math.Max(Math.Abs(Low), Math.Abs(High));

    public RealRange Union(RealRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    public RealRange Clamp(double low, double high) => new(Math.Clamp(Low, low, high), Math.Clamp(High, low, high));

    public static RealRange operator +(RealRange a, RealRange b) => new(a.Low + b.Low, a.High + b.High);

    public static RealRange operator -(RealRange a) => new(-a.High, -a.Low);

    public static RealRange operator *(RealRange a, RealRange b)
    {
        double p = Product(a.Low, b.Low),
            q = Product(a.Low, b.High),
            r = Product(a.High, b.Low),
            s = Product(a.High, b.High);
        return new(Math.Min(Math.Min(p, q), Math.Min(r, s)), Math.Max(Math.Max(p, q), Math.Max(r, s)));
    }

    public static RealRange operator *(double a, RealRange b) => new RealRange(a, a) * b;

    /// <summary>A little wider, for ends that are rounded sums of terms of these magnitudes: an end of zeros stays zero.</summary>
    public RealRange Widened(double low, double high) =>
        double.IsNaN(Low) || double.IsNaN(High) ? Everything : new(Low - Slack * low, High + Slack * high);

    /// <summary>A little wider, for ends that were rounded once.</summary>
    public RealRange Widened() => Widened(Math.Abs(Low), Math.Abs(High));

    /// <summary>How far two values can be apart, one of each interval.</summary>
    public double Distance(RealRange other) => Math.Max(High - other.Low, other.High - Low);

    // An unbounded factor times zero is zero.
    private static double Product(double a, double b) => a == 0 || b == 0 ? 0 : a * b;
}
