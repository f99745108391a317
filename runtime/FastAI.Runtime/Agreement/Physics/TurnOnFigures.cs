using System.Collections.Immutable;
using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Efficiency of a threshold against the true value.</summary>
internal static class TurnOnFigures
{
    private const int Bins = 24;

    internal static TurnOnReport Of(double threshold, double[] actual, (string Name, double[] Values)[] estimates)
    {
        // Equal bins from nothing to twice the threshold: the rise lies in the middle.
        double reach = threshold == 0 ? 1 : Math.Abs(threshold),
            low = threshold - reach;
        double[] edges = [.. Enumerable.Range(0, Bins + 1).Select(b => low + 2 * reach * b / Bins)];
        var curves = estimates.Select(e => Curve(e.Name, e.Values, actual, threshold, edges, threshold + reach / 2));
        long flipped = estimates[0].Values.Zip(estimates[1].Values).LongCount(pair => pair.First >= threshold != pair.Second >= threshold);
        return new(threshold, [.. curves], BinomialFraction.Of(flipped, actual.Length));
    }

    private static TurnOnCurve Curve(string name, double[] values, double[] actual, double threshold, double[] edges, double far)
    {
        var points = ImmutableArray.CreateBuilder<TurnOnPoint>();
        for (int b = 0; b + 1 < edges.Length; b++)
        {
            var efficiency = Fired(values, actual, threshold, edges[b], edges[b + 1]);
            if (efficiency.Trials > 0)
                points.Add(new(edges[b], edges[b + 1], efficiency));
        }
        return new(name, points.ToImmutable(), Half(points), Fired(values, actual, threshold, far, double.PositiveInfinity));
    }

    private static BinomialFraction Fired(double[] values, double[] actual, double threshold, double low, double high)
    {
        long fired = 0,
            all = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (actual[i] < low || actual[i] >= high)
                continue;
            all++;
            if (values[i] >= threshold)
                fired++;
        }
        return BinomialFraction.Of(fired, all);
    }

    // The last crossing: below it, chance alone makes a sparse curve cross.
    private static double? Half(IReadOnlyList<TurnOnPoint> points)
    {
        for (int b = points.Count - 1; b > 0; b--)
        {
            double above = points[b].Efficiency.Value!.Value,
                below = points[b - 1].Efficiency.Value!.Value;
            if (above < 0.5 || below >= 0.5)
                continue;
            double from = (points[b - 1].Low + points[b - 1].High) / 2,
                to = (points[b].Low + points[b].High) / 2;
            return from + (0.5 - below) / (above - below) * (to - from);
        }
        return null;
    }
}
