using MathNet.Numerics.Statistics;

namespace FastAI.Runtime.Agreement.Statistics;

/// <summary>
/// Standard errors by resampling whole events with replacement (B. Efron, Ann. Statist. 7 (1979) 1). Figures of the float and the fixed
/// model are taken from the same events of a resample, so that what they share cancels. Seeded: the same data give the same error.
/// </summary>
public static class Bootstrap
{
    public const int Resamples = 200;
    private const int Seed = 20_240_917;

    /// <param name="events">How many events there are.</param>
    /// <param name="figure">The figure of a resample, given how often each event occurs in it; NaN where it has none.</param>
    /// <returns>The standard deviation over resamples; null for fewer than two events or no figure.</returns>
    public static double? Error(int events, Func<int[], double> figure)
    {
        if (events < 2)
            return null;
        var random = new Random(Seed);
        var figures = new List<double>(Resamples);
        int[] times = new int[events];
        for (int r = 0; r < Resamples; r++)
        {
            Array.Clear(times);
            for (int i = 0; i < events; i++)
                times[random.Next(events)]++;
            double value = figure(times);
            if (double.IsFinite(value))
                figures.Add(value);
        }
        return figures.Count < Resamples / 2 ? null : figures.StandardDeviation();
    }

    /// <summary>The ratio of two widths about the mean, <paramref name="numerator"/> over
    /// <paramref name="denominator"/>, event by event paired.</summary>
    public static Estimate? RatioOfRms(double[] numerator, double[] denominator)
    {
        if (numerator.Length < 2)
            return null;
        int[] once = new int[numerator.Length];
        Array.Fill(once, 1);
        double ratio = Rms(numerator, once) / Rms(denominator, once);
        return double.IsFinite(ratio)
            ? new(ratio, Error(numerator.Length, times => Rms(numerator, times) / Rms(denominator, times)))
            : null;
    }

    private static double Rms(double[] values, int[] times)
    {
        double sum = 0,
            square = 0,
            offset = values[0];
        long count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            // About the first value, so that a large common offset does not cancel digits.
            double v = values[i] - offset;
            sum += times[i] * v;
            square += times[i] * v * v;
            count += times[i];
        }
        return Math.Sqrt(Math.Max(0, square / count - sum / count * (sum / count)));
    }
}
