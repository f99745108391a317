using MathNet.Numerics.Distributions;

namespace FastAI.Runtime.Agreement.Statistics;

/// <summary>
/// A fraction k / n with the exact interval of C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in
/// the case of the binomial", Biometrika 26 (1934) 404: it covers the true fraction at least as often as it says.
/// </summary>
/// <param name="Hits">k.</param>
/// <param name="Trials">n.</param>
/// <param name="Value">k / n; null without trials.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public sealed record BinomialFraction(long Hits, long Trials, double? Value, double Low, double High)
{
    /// <summary>Confidence of the intervals that reports show.</summary>
    public const double Confidence = 0.95;

    public static BinomialFraction Of(long hits, long trials, double confidence = Confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        double tail = (1 - confidence) / 2;
        // The ends are quantiles of beta distributions; at 0 and n one end is certain.
        double low =
            hits == 0 ? 0
            : hits == trials ? Math.Pow(tail, 1.0 / trials)
            : Beta.InvCDF(hits, trials - hits + 1, tail);
        double high =
            hits == trials ? 1
            : hits == 0 ? 1 - Math.Pow(tail, 1.0 / trials)
            : Beta.InvCDF(hits + 1, trials - hits, 1 - tail);
        return new(hits, trials, trials == 0 ? null : (double)hits / trials, low, high);
    }
}
