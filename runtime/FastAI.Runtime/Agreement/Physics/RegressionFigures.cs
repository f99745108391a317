using System.Collections.Immutable;
using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Bias and resolution of all estimates of a true value, in all and split.</summary>
internal static class RegressionFigures
{
    internal static RegressionReport Of(
        PhysicsTable table,
        TruthFile truth,
        string target,
        string outputName,
        int output,
        double? threshold
    )
    {
        double[] actual = table[target];
        (string Name, double[] Values)[] estimates =
        [
            ("float", table[Scores.FloatColumn(output, 0)]),
            ("fixed", table[Scores.FixedColumn(output, 0)]),
            .. truth.EstimatesOf(target).Select(column => (column, table[column])),
        ];
        (string Name, double[] Residuals)[] residuals =
        [
            .. estimates.Select(e => (e.Name, e.Values.Zip(actual, (v, t) => v - t).ToArray())),
        ];
        var splits = ImmutableArray.CreateBuilder<ResolutionSplit>();
        foreach (var binning in Binning.For(table, truth, target))
        {
            double[] property = table[binning.By];
            splits.Add(
                new(
                    binning.By,
                    [
                        .. binning
                            .Edges.Zip(binning.Edges.Skip(1))
                            .Select(edge => Bin(binning.By, edge.First, edge.Second, binning.IsWhole, property, residuals))
                            .Where(b => b.Events > 0),
                    ]
                )
            );
        }
        var all = Bin(target, double.NegativeInfinity, double.PositiveInfinity, false, actual, residuals) with { Label = "all" };
        return new(target, outputName, all, splits.ToImmutable(), threshold is { } cut ? TurnOnFigures.Of(cut, actual, estimates) : null);
    }

    private static ResolutionBin Bin(
        string by,
        double low,
        double high,
        bool whole,
        double[] property,
        (string Name, double[] Residuals)[] residuals
    )
    {
        int[] members = [.. Enumerable.Range(0, property.Length).Where(i => property[i] >= low && property[i] < high)];
        double least = members.Length == 0 ? 0 : members.Min(i => property[i]),
            greatest = members.Length == 0 ? 0 : members.Max(i => property[i]);
        (string Name, double[] Residuals)[] chosen = [.. residuals.Select(r => (r.Name, Array.ConvertAll(members, i => r.Residuals[i])))];
        string label =
            by == TruthFile.Gap && low < 0 ? "none"
            : whole
                ? least == greatest ? FormattableString.Invariant($"{least}")
                    : FormattableString.Invariant($"{least}-{greatest}")
            : FormattableString.Invariant($"{least:G4} - {greatest:G4}");
        return new(
            label,
            least,
            greatest,
            members.Length,
            [.. chosen.Select(r => new EstimateSpread(r.Name, Spread.Of(r.Residuals)))],
            Bootstrap.RatioOfRms(chosen[1].Residuals, chosen[0].Residuals)
        );
    }
}
