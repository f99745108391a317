namespace FastAI.Compiler.Graph;

/// <summary>The Gauss error function in double precision.</summary>
internal static class ErrorFunction
{
    private const double SeriesEnd = 2.5;

    /// <summary>erf(x) to a few units in the last place.</summary>
    public static double Erf(double x)
    {
        double magnitude = Math.Abs(x);
        if (magnitude < SeriesEnd)
            return Series(x);
        return double.IsNaN(x) ? x : Math.CopySign(1 - Tail(magnitude), x);
    }

    /// <summary>1 - erf(x), keeping its relative precision for large x.</summary>
    public static double Erfc(double x) => x < SeriesEnd ? 1 - Erf(x) : Tail(x);

    // Abramowitz and Stegun 7.1.6: 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 3 ... (2n+1)); all terms have one sign, so nothing
    // cancels.
    private static double Series(double x)
    {
        double term = x,
            sum = x,
            square = 2 * x * x;
        for (int n = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); n += 2)
            sum += term *= square / n;
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // Abramowitz and Stegun 7.1.14, the continued fraction 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), from the inside out.
    private static double Tail(double x)
    {
        if (x > 28)
            return 0;
        double fraction = x;
        for (int n = 60; n >= 1; n--)
            fraction = x + 0.5 * n / fraction;
        return Math.Exp(-x * x) / (fraction * Math.Sqrt(Math.PI));
    }
}
