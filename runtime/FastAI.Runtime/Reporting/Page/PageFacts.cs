using System.Globalization;
using FastAI.Model.Build;
using FastAI.Runtime.Streaming;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>The figures at the top: what it takes, whether it agrees, whether it fits.</summary>
internal static class PageFacts
{
    internal static IEnumerable<PageFact> Of(ReportContent content)
    {
        var build = content.Build;
        yield return new(
            "Latency",
            string.Create(CultureInfo.InvariantCulture, $"{build.LatencyNs:0.##} ns"),
            string.Create(CultureInfo.InvariantCulture, $"{build.LatencyCycles} cycles at {build.ClockMhz:0.###} MHz")
        );
        yield return new(
            "New event every",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{build.InitiationInterval} {(build.InitiationInterval == 1 ? "cycle" : "cycles")}"
            ),
            build.Interleave > 1 ? string.Create(CultureInfo.InvariantCulture, $"{build.Interleave} channels interleaved")
                : build.Reuse.IsEmpty ? build.Device
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{build.Device}; shared: {string.Join(", ", build.Reuse.Where(r => r.Form != BuildReuse.Parallel).Select(r => r.Layer))}"
                )
        );
        yield return new(
            "Estimate",
            Numbers.Whole(build.Resources.Lut) + " LUT",
            $"{Numbers.Whole(build.Resources.Ff)} FF, {Numbers.Whole(build.Resources.Dsp)} DSP, {Numbers.Whole(build.Resources.Bram)} BRAM"
        );
        if (!content.Budgets.IsEmpty)
        {
            int missed = content.Budgets.Count(b => !b.Passed);
            yield return missed == 0
                ? new("Budget", "kept", string.Create(CultureInfo.InvariantCulture, $"all {content.Budgets.Length} limits"), "good")
                : new(
                    "Budget",
                    "missed",
                    string.Create(CultureInfo.InvariantCulture, $"{missed} of {content.Budgets.Length} limits"),
                    "bad"
                );
        }
        if (content.Replay is { } replay)
            yield return Replayed(replay);
        if (content.Agreement is not { } agreement)
            yield break;
        yield return agreement.Agrees
            ? new("Float and fixed", "agree", $"every proved bound kept, {Numbers.Whole(agreement.Events)} events", "good")
            : new("Float and fixed", "disagree", agreement.Violations[0], "bad");
        var exact = agreement.Outputs.MinBy(o => o.Exact.Value ?? 0)!;
        yield return new(
            "Exact on the grid",
            Numbers.Percent(exact.Exact),
            $"RMS {Numbers.Short(agreement.Outputs.Max(o => o.RmsLsb))}, at most {Numbers.Short(agreement.Outputs.Max(o => o.MaxLsb))} LSB"
        );
        if (agreement.Physics?.Regressions.FirstOrDefault(r => r.All.Ratio is not null) is { } regression)
            yield return new(
                "Resolution, fixed / float",
                regression.All.Ratio!.Value.ToString("0.0000", CultureInfo.InvariantCulture),
                regression.All.Ratio.Error is { } error
                    ? string.Create(CultureInfo.InvariantCulture, $"± {error:0.0000}, {regression.Target}")
                    : regression.Target
            );
        if (agreement.Physics?.Classifiers.FirstOrDefault() is { } classifier)
            yield return new(
                "AUC, fixed",
                classifier.Signals.Min(s => s.AreaFixed.Value).ToString("0.0000", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"lost to fixed point: {classifier.Signals.Max(s => s.Drop.Value):0.00000}")
            );
    }

    private static PageFact Replayed(ReplayReport replay)
    {
        var f = replay.Firmware;
        bool kept = replay is { Agrees: true, DeadlineMisses: null or 0 } && f.Overflows == 0;
        string state = kept
            ? f.DeadlineNs is null && replay.Recorded.IsEmpty
                ? ""
                : "good"
            : "bad";
        string late = f.DeadlineNs is { } deadline
            ? string.Create(CultureInfo.InvariantCulture, $", {Numbers.Whole(f.DeadlineMisses)} later than {deadline:0.##} ns")
            : "";
        string equal =
            replay.Recorded.IsEmpty ? ""
            : replay.Agrees ? ", equal to the recorded firmware"
            : ", not equal to the recorded firmware";
        return new(
            "Replay, last sample to result",
            string.Create(CultureInfo.InvariantCulture, $"{(f.MinCycles == f.MaxCycles ? "" : "at most ")}{f.MaxNs:0.##} ns"),
            $"{Numbers.Whole(f.Accepted)} events, {Numbers.Whole(f.Overflows)} lost{late}{equal}",
            state
        );
    }
}
