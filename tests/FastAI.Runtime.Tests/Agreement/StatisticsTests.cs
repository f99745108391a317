using FastAI.Runtime.Agreement.Statistics;
using Xunit;

namespace FastAI.Runtime.Tests.Agreement;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AreaUnderTheCurveIsTheShareOfPairsInOrder(int seed)
    {
        var random = new Random(seed);
        // Few different scores, so that many tie.
        double[] scores = [.. Enumerable.Range(0, 300).Select(_ => (double)random.Next(20))];
        bool[] signal = [.. scores.Select(s => random.NextDouble() < (s + 5) / 30)];
        int[] times = [.. scores.Select(_ => random.Next(4))];
        double won = 0,
            pairs = 0;
        for (int i = 0; i < scores.Length; i++)
        for (int j = 0; j < scores.Length; j++)
        {
            if (!signal[i] || signal[j])
                continue;
            double weight = times[i] * times[j];
            pairs += weight;
            won +=
                scores[i] > scores[j] ? weight
                : scores[i] == scores[j] ? weight / 2
                : 0;
        }
        Assert.Equal(won / pairs, new RankedScores(scores, signal).Area(times), 12);
    }

    [Fact]
    public void TheCurveStartsAtNothingEndsAtAllAndHasTheArea()
    {
        var random = new Random(7);
        bool[] signal = [.. Enumerable.Range(0, 500).Select(_ => random.Next(2) == 0)];
        double[] scores = [.. signal.Select(s => random.NextDouble() + (s ? 0.3 : 0))];
        var ranked = new RankedScores(scores, signal);
        var (background, passed) = ranked.Curve(10_000);
        Assert.Equal((0, 0), (background[0], passed[0]));
        Assert.Equal((1, 1), (background[^1], passed[^1]));
        double area = 0;
        for (int i = 1; i < passed.Length; i++)
            area += (background[i] - background[i - 1]) * (passed[i] + passed[i - 1]) / 2;
        Assert.Equal(ranked.Area(), area, 12);
        Assert.InRange(ranked.Curve(50).Signal.Length, 10, 60);
    }

    [Fact]
    public void TheBestCutSeparatesTheClassesTheMost()
    {
        double[] scores = [0, 1, 2, 3, 4, 5];
        Assert.Equal(2, new RankedScores(scores, [false, false, true, true, true, true]).BestCut());
    }

    [Fact]
    public void SpreadIsThatOfNumPy()
    {
        // numpy: r = [3, -1, 4, 1, -5, 9, 2, 6]; r.mean(), r.std(), (quantile .84 - quantile .16) / 2
        var spread = Spread.Of([3, -1, 4, 1, -5, 9, 2, 6]);
        Assert.Equal(2.375, spread.Bias!.Value, 12);
        Assert.Equal(3.998046397929869, spread.Rms!.Value, 12);
        Assert.Equal(3.26, spread.HalfWidth!.Value, 12);
        Assert.Equal(new Spread(1, 5, null, null), Spread.Of([5]));
        Assert.Equal(new Spread(0, null, null, null), Spread.Of([]));
    }

    [Fact]
    public void TheBootstrapGivesTheStandardErrorOfAMeanAndIsRepeatable()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 2000).Select(_ => random.NextDouble())];
        double Mean(int[] times) => values.Zip(times, (v, t) => v * t).Sum() / values.Length;
        double error = Bootstrap.Error(values.Length, Mean)!.Value;
        // A uniform number has a standard deviation of sqrt(1/12); 200 resamples know theirs to 5 %.
        Assert.InRange(error, 0.8 * Math.Sqrt(1.0 / 12 / values.Length), 1.2 * Math.Sqrt(1.0 / 12 / values.Length));
        Assert.Equal(error, Bootstrap.Error(values.Length, Mean));
    }

    [Fact]
    public void ARatioOfEqualWidthsIsOneWithoutError()
    {
        double[] residuals = [1, -2, 3, -4, 5];
        Assert.Equal(new Estimate(1, 0), Bootstrap.RatioOfRms(residuals, residuals));
        // An offset is bias, not width.
        Assert.Equal(1, Bootstrap.RatioOfRms([.. residuals.Select(r => r + 1000)], residuals)!.Value, 9);
        Assert.Null(Bootstrap.RatioOfRms([1, 1], [1, 1]));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(40, 1)]
    [InlineData(41, 3)]
    [InlineData(5000, 243)]
    public void AHistogramLosesNothingAndWidensByThrees(int reach, long width)
    {
        var random = new Random(reach);
        var histogram = new LsbHistogram();
        long[] values = [.. Enumerable.Range(0, 500).Select(_ => random.NextInt64(-reach, reach + 1)), -reach, reach];
        foreach (long value in values)
            histogram.Add(value);
        var report = histogram.Report();
        Assert.Equal(width, report.Width);
        Assert.Equal(values.Length, report.Counts.Sum());
        for (int b = 0; b < report.Counts.Length; b++)
        {
            long centre = report.First + b * report.Width;
            Assert.Equal(values.Count(v => Math.Abs(v - centre) <= report.Width / 2), report.Counts[b]);
        }
    }

    [Fact]
    public void AHistogramTakesTheLargestDifferences()
    {
        var histogram = new LsbHistogram();
        foreach (long value in new[] { long.MaxValue, -long.MaxValue, 0 })
            histogram.Add(value);
        Assert.Equal(3, histogram.Report().Counts.Sum());
    }
}
