using MathNet.Numerics.Statistics;

namespace FastAI.Runtime.Agreement.Statistics;

/// <summary>Bias and width of a residual.</summary>
/// <param name="Events">How many.</param>
/// <param name="Bias">Mean.</param>
/// <param name="Rms">Root mean square about the mean; null below two events.</param>
/// <param name="HalfWidth">Half of the distance between the 16 % and the 84 % quantile: the width that tails leave alone.</param>
public sealed record Spread(int Events, double? Bias, double? Rms, double? HalfWidth)
{
    public static Spread Of(double[] residuals)
    {
        if (residuals.Length < 2)
            return new(residuals.Length, residuals.Length == 1 ? residuals[0] : null, null, null);
        var (mean, deviation) = residuals.MeanStandardDeviation();
        double[] sorted = [.. residuals];
        Array.Sort(sorted);
        double width = (Quantile(sorted, 0.84) - Quantile(sorted, 0.16)) / 2;
        return new(residuals.Length, mean, deviation * Math.Sqrt((residuals.Length - 1.0) / residuals.Length), width);
    }

    // Linear between order statistics, the default of NumPy and R.
    private static double Quantile(double[] sorted, double q) => SortedArrayStatistics.QuantileCustom(sorted, q, QuantileDefinition.R7);
}
