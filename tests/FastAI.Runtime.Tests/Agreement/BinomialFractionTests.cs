using FastAI.Runtime.Agreement.Statistics;
using Xunit;

namespace FastAI.Runtime.Tests.Agreement;

public sealed class BinomialFractionTests
{
    // The interval's definition: at its low end, k or more hits happen with a chance of 2.5 %; at its high end, k or fewer do.
    [Theory]
    [InlineData(1, 10)]
    [InlineData(5, 10)]
    [InlineData(9, 10)]
    [InlineData(3, 1000)]
    [InlineData(704, 4096)]
    public void EndsAreWhereTheTailsHoldTwoAndAHalfPerCent(int hits, int trials)
    {
        var fraction = BinomialFraction.Of(hits, trials);
        Assert.Equal(0.025, Tail(trials, fraction.Low, hits, trials), 9);
        Assert.Equal(0.025, Tail(trials, fraction.High, 0, hits), 9);
        Assert.Equal((double)hits / trials, fraction.Value);
    }

    // Known values: R, binom.test.
    [Theory]
    [InlineData(0, 10, 0, 0.3084971)]
    [InlineData(10, 10, 0.6915029, 1)]
    [InlineData(1, 10, 0.0025286, 0.4450161)]
    [InlineData(5, 10, 0.1870860, 0.8129140)]
    public void KnownValues(int hits, int trials, double low, double high)
    {
        var fraction = BinomialFraction.Of(hits, trials);
        Assert.Equal(low, fraction.Low, 6);
        Assert.Equal(high, fraction.High, 6);
    }

    [Fact]
    public void NoTrialsSayNothing()
    {
        var fraction = BinomialFraction.Of(0, 0);
        Assert.Null(fraction.Value);
        Assert.Equal((0, 1), (fraction.Low, fraction.High));
    }

    private static double Tail(int n, double p, int from, int to)
    {
        double sum = 0,
            logFactorials = 0;
        var log = new double[n + 1];
        for (int k = 1; k <= n; k++)
            log[k] = logFactorials += Math.Log(k);
        for (int k = from; k <= to; k++)
            sum += Math.Exp(log[n] - log[k] - log[n - k] + k * Math.Log(p) + (n - k) * Math.Log(1 - p));
        return sum;
    }
}
