using System.Collections.Immutable;
using System.Globalization;
using FastAI.Runtime.Agreement.Physics;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>Figures against true values.</summary>
internal static class PhysicsSections
{
    internal static IEnumerable<PageSection> Of(PhysicsReport physics)
    {
        foreach (var regression in physics.Regressions)
            yield return Resolution(physics, regression);
        foreach (var regression in physics.Regressions)
            if (regression.TurnOn is { } turnOn)
                yield return TurnOn(regression, turnOn);
        foreach (var classifier in physics.Classifiers)
            yield return Classifier(classifier);
    }

    /// <summary>What an estimate shows, for its colour.</summary>
    private static string Role(string name) => name is "float" or "fixed" ? name : "other";

    private static PageSection Resolution(PhysicsReport physics, RegressionReport regression)
    {
        string[] names = [.. regression.All.Estimates.Select(e => e.Name)];
        var rows = regression
            .Bins.SelectMany(s => s.Bins.Select(b => (Label: s.By + " " + b.Label, Bin: b)))
            .Prepend((Label: "all", Bin: regression.All));
        return new($"Resolution of {regression.Target}")
        {
            Texts =
            [
                $"Residual of output {regression.Output} against the true {regression.Target} of {physics.Truth}, {Numbers.Whole(physics.Events)} events{(physics.Every > 1 ? $" (one in {Numbers.Whole(physics.Every)})" : "")}: "
                    + "RMS about the mean, half of the distance between the 16 % and 84 % quantiles, and the ratio of the RMS of fixed and float with the error of a paired bootstrap.",
            ],
            Charts =
            [
                .. regression
                    .Bins.Where(s => s.Bins.Length > 1)
                    .SelectMany(s =>
                        new[]
                        {
                            ByBin(regression, s, "RMS", e => e.Residual.Rms),
                            ByBin(regression, s, "68 % half width", e => e.Residual.HalfWidth),
                        }
                    ),
            ],
            Tables =
            [
                new(
                    ["events with", "number", .. names.SelectMany(n => new[] { n + " RMS", n + " 68 %" }), "fixed / float"],
                    [
                        .. rows.Select(r => new PageRow([
                            r.Label,
                            Numbers.Whole(r.Bin.Events),
                            .. r.Bin.Estimates.SelectMany(e =>
                                new[] { Numbers.Short(e.Residual.Rms), Numbers.Short(e.Residual.HalfWidth) }
                            ),
                            r.Bin.Ratio is { } ratio ? Numbers.With(ratio).Replace("+-", "±", StringComparison.Ordinal) : "-",
                        ])),
                    ]
                ),
                new(["bias", .. names], [new PageRow(["all", .. regression.All.Estimates.Select(e => Numbers.Short(e.Residual.Bias))])]),
            ],
        };
    }

    private static Chart ByBin(RegressionReport regression, ResolutionSplit split, string figure, Func<EstimateSpread, double?> of)
    {
        // A true value from zero up spans decades; a bin stands at its geometric middle then.
        bool log = split.By == regression.Target && split.Bins.All(b => b.Low > 0) && split.Bins[^1].High > 20 * split.Bins[0].Low;
        bool named = split.By is TruthFile.Gap or TruthFile.TrainPosition;
        ImmutableArray<double> x =
        [
            .. split.Bins.Select(
                (b, i) =>
                    named ? i + 1
                    : log ? Math.Sqrt(b.Low * b.High)
                    : (b.Low + b.High) / 2
            ),
        ];
        return new(
            $"{figure} of {regression.Target} against {split.By}",
            split.By.Replace('_', ' ') + (named ? " (BC)" : ""),
            figure,
            x,
            [
                .. regression.All.Estimates.Select(
                    (e, i) =>
                        new ChartSeries(
                            e.Name,
                            e.Name == "fixed" ? "points" : "both",
                            Role(e.Name),
                            [.. split.Bins.Select(b => of(b.Estimates[i]))]
                        )
                ),
            ],
            Names: named ? [.. split.Bins.Select(b => b.Label)] : null,
            LogX: log
        );
    }

    private static PageSection TurnOn(RegressionReport regression, TurnOnReport turnOn) =>
        new("Turn-on of the trigger")
        {
            Texts =
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Share of events that fire at {regression.Target} ≥ {turnOn.Threshold:G6}, with Clopper-Pearson bands of 95 %. "
                )
                    + $"Float and fixed decide differently on {Numbers.Whole(turnOn.Flipped.Hits)} of {Numbers.Whole(turnOn.Flipped.Trials)} events ({Numbers.Percent(turnOn.Flipped)}, {Numbers.Interval(turnOn.Flipped)}).",
            ],
            Charts =
            [
                new(
                    $"Efficiency against true {regression.Target}",
                    regression.Target,
                    "efficiency",
                    [.. turnOn.Curves[0].Points.Select(p => (p.Low + p.High) / 2)],
                    [
                        .. turnOn.Curves.Select(c => new ChartSeries(
                            c.Name,
                            c.Name == "fixed" ? "points" : "both",
                            Role(c.Name),
                            [.. c.Points.Select(p => p.Efficiency.Value)],
                            c.Name == "fixed" ? [.. c.Points.Select(p => (double?)p.Efficiency.Low)] : null,
                            c.Name == "fixed" ? [.. c.Points.Select(p => (double?)p.Efficiency.High)] : null
                        )),
                    ]
                ),
            ],
            Tables =
            [
                new(
                    ["estimate", "50 % point", "plateau", "95 % interval"],
                    [
                        .. turnOn.Curves.Select(c => new PageRow([
                            c.Name,
                            Numbers.Short(c.HalfPoint),
                            Numbers.Percent(c.Plateau),
                            Numbers.Interval(c.Plateau),
                        ])),
                    ]
                ),
            ],
        };

    private static PageSection Classifier(ClassifierReport classifier) =>
        new($"Classification by {classifier.Output}")
        {
            Texts =
            [
                $"Decisions that fixed point changes: {Numbers.Whole(classifier.Flipped.Hits)} of {Numbers.Whole(classifier.Flipped.Trials)} ({Numbers.Percent(classifier.Flipped)}, {Numbers.Interval(classifier.Flipped)}).",
            ],
            Charts = [.. classifier.Signals.Select(Roc)],
            Tables =
            [
                new(
                    ["label", "signal", "background", "cut", "AUC float", "AUC fixed", "drop"],
                    [
                        .. classifier.Signals.Select(s => new PageRow([
                            s.Class.ToString(CultureInfo.InvariantCulture),
                            Numbers.Whole(s.Signal),
                            Numbers.Whole(s.Background),
                            Numbers.Short(s.Cut),
                            .. new[] { s.AreaFloat, s.AreaFixed, s.Drop }.Select(e =>
                                Numbers.With(e).Replace("+-", "±", StringComparison.Ordinal)
                            ),
                        ])),
                    ]
                ),
            ],
        };

    private static Chart Roc(SignalReport signal)
    {
        ImmutableArray<double> grid = [.. Enumerable.Range(0, 201).Select(i => i / 200.0)];
        return new(
            string.Create(CultureInfo.InvariantCulture, $"ROC of label {signal.Class}"),
            "background that passes",
            "signal that passes",
            grid,
            [
                new("float", "line", "float", [.. grid.Select(x => At(signal.Float, x))]),
                new("fixed", "points", "fixed", [.. grid.Select((x, i) => i % 5 == 0 ? At(signal.Fixed, x) : null)]),
                new("chance", "line", "guide", [.. grid.Select(x => (double?)x)]),
            ]
        );
    }

    // The signal efficiency at a background efficiency, linear between points of the curve.
    private static double? At(RocCurve curve, double x)
    {
        int i = 0;
        while (i + 1 < curve.Background.Length && curve.Background[i + 1] <= x)
            i++;
        if (i + 1 == curve.Background.Length)
            return curve.Signal[i];
        double width = curve.Background[i + 1] - curve.Background[i];
        return curve.Signal[i] + (x - curve.Background[i]) / width * (curve.Signal[i + 1] - curve.Signal[i]);
    }
}
