using System.Collections.Immutable;
using System.Globalization;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>Bits and examples of an agreement report.</summary>
internal static class AgreementSections
{
    private const int MaxHistograms = 8;

    /// <summary>Fewer values than this are scores, say, and no series.</summary>
    private const int MinCurve = 16;

    internal static PageSection Bits(AgreementReport report)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        texts.Add(
            $"The float model (ONNX Runtime, one thread, no graph optimisation) and the fixed-point model (emulator, the bits of the firmware) on {Numbers.Whole(report.Events)} events of {report.Data}. "
                + "Exact: the float result, brought to the output's grid by the output's own rounding, is the fixed result. Intervals are those of Clopper and Pearson, 95 %."
        );
        foreach (string violation in report.Violations)
            texts.Add("Disagreement: " + violation);
        foreach (var o in report.Outputs)
            if (o.FirstMismatch is { } m)
                texts.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"First difference of {o.Name}: event {m.Event}, element {m.Element}: float {m.Expected:G9}, fixed {m.Got:G9}."
                    )
                );
        if (report.FirstDivergence is { Unexplained: { } at } first)
            texts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"First layer whose formats do not explain its difference: {first.Tensor}: event {at.Event}, element {at.Element}: float {at.Expected:G9}, fixed {at.Got:G9}."
                )
            );
        var limited = report
            .Inputs.Select(i => (i.Name, i.Limited))
            .Concat(report.Saturations.Select(s => (Name: s.Tensor, s.Limited)))
            .Where(l => l.Limited > 0)
            .ToList();
        texts.Add(
            limited.Count == 0
                ? "No input and no tensor was limited."
                : "Limited values: " + string.Join(", ", limited.Select(l => $"{l.Name} {Numbers.Whole(l.Limited)}")) + "."
        );
        foreach (var i in report.Inputs)
            if (i.Missing > 0)
                texts.Add($"Input {Numbers.Missing(i)}.");
        foreach (var p in report.Paths)
            texts.Add(Numbers.Paths(p) + ".");
        return new("Float and fixed, bit by bit")
        {
            Texts = texts.ToImmutable(),
            Tables =
            [
                new(
                    ["output", "format", "exact", "95 % interval", "RMS/LSB", "max/LSB", "mean/LSB", "RMS", "max", "proved bound"],
                    [
                        .. report.Outputs.Select(o => new PageRow(
                            [
                                o.Name,
                                o.Format,
                                Numbers.Percent(o.Exact),
                                Numbers.Interval(o.Exact),
                                Numbers.Short(o.RmsLsb),
                                Numbers.Short(o.MaxLsb),
                                Numbers.Short(o.MeanLsb),
                                Numbers.Short(o.Rms),
                                Numbers.Short(o.Max),
                                o.Bound is { } b ? $"{Numbers.Short(b.Bound)} {(b.Kept ? "kept" : "broken")}" : "none",
                            ],
                            o.Bound is null ? ""
                                : o.Bound.Kept ? "good"
                                : "bad"
                        )),
                    ]
                ),
            ],
            Charts = [.. report.Outputs.Take(MaxHistograms).Select(o => Histogram(o.Name, o.Histogram))],
        };
    }

    /// <summary>Waveforms with what both models made of them; null without examples.</summary>
    internal static PageSection? Examples(AgreementReport report) =>
        report.Examples.IsEmpty && report.Traces.IsEmpty
            ? null
            : new("Events")
            {
                Texts = ["Input samples as the firmware gets them, and what float model, fixed-point model and truth say."],
                Charts = [.. report.Traces.Take(MaxHistograms).Select(Trace), .. report.Examples.SelectMany(Example)],
            };

    private static Chart Trace(OutputTrace trace) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"{trace.Output}: the first {trace.Float.Length} events"),
            "event",
            trace.Output,
            Positions(trace.Float.Length),
            [
                new("float", "line", "float", [.. trace.Float.Select(v => (double?)v)]),
                new("fixed", "points", "fixed", [.. trace.Fixed.Select(v => (double?)v)]),
                .. trace.Truth.IsEmpty
                    ? ImmutableArray<ChartSeries>.Empty
                    : [new("truth", "line", "truth", [.. trace.Truth.Select(v => (double?)v)])],
            ]
        );

    private static Chart Histogram(string output, HistogramReport histogram) =>
        new(
            $"{output}: fixed − float",
            histogram.Width == 1
                ? "difference on the grid (LSB)"
                : string.Create(CultureInfo.InvariantCulture, $"difference on the grid (LSB, bins of {histogram.Width})"),
            "values",
            [.. histogram.Counts.Select((_, b) => (double)(histogram.First + b * histogram.Width))],
            [new("values", "bars", "fixed", [.. histogram.Counts.Select(c => (double?)c)])]
        );

    private static IEnumerable<Chart> Example(EventExample example)
    {
        int samples = example.Channels.Max(c => c.Length);
        var single = example
            .Outputs.Where(o => o.Float.Length == 1)
            .Select(o =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{o.Name}: float {o.Float[0]:G6}, fixed {o.Fixed[0]:G6}{(o.Truth is { } truth ? string.Create(CultureInfo.InvariantCulture, $", truth {truth:G6}") : "")}"
                )
            );
        yield return new(
            example.Why,
            "element",
            example.Input,
            Positions(samples),
            [
                .. example.Channels.Select(
                    (c, i) =>
                        new ChartSeries(
                            example.Channels.Length == 1 ? example.Input : string.Create(CultureInfo.InvariantCulture, $"channel {i}"),
                            "both",
                            "other",
                            [.. c.Select(v => double.IsNaN(v) ? null : (double?)v)]
                        )
                ),
            ],
            string.Join("; ", single)
        );
        foreach (var output in example.Outputs.Where(o => o.Float.Length > 1))
            yield return new(
                $"{example.Why}: {output.Name}",
                "element",
                output.Name,
                Positions(output.Float.Length),
                [
                    new("float", output.Float.Length < MinCurve ? "points" : "both", "float", [.. output.Float.Select(v => (double?)v)]),
                    new("fixed", "points", "fixed", [.. output.Fixed.Select(v => (double?)v)]),
                ]
            );
    }

    private static ImmutableArray<double> Positions(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];
}
