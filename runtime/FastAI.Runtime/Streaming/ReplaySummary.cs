using System.Globalization;

namespace FastAI.Runtime.Streaming;

/// <summary>Writes the result of a replay for people.</summary>
public static class ReplaySummary
{
    public static void Write(TextWriter text, ReplayReport report)
    {
        void Line(FormattableString line) => text.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        var f = report.Firmware;
        Line($"{report.Source}: {report.Records} records, {report.Events} events at rate {report.Rate}");
        if (!report.Faults.IsEmpty)
            Line(
                $"  damage: {string.Join(", ", report.Faults.Select(d => $"{d.Value} {d.Key.Replace('_', ' ')}"))}; {report.Missing} records missing"
            );
        if (f.OutOfOrder > 0)
            Line($"  {f.OutOfOrder} events out of order or beyond the orbit: computed, but without a time");
        if (report.Interruptions > 0)
            Line($"  {report.Interruptions} sliding windows begun anew behind missing samples");
        if (report.Limited > 0)
            Line($"  {report.Limited} samples outside the input format");
        Line(
            $"firmware (modelled): {f.ClockMhz:G6} MHz, latency {f.LatencyCycles} cycles, initiation interval {f.InitiationInterval}, interleave {f.Interleave}, {f.Servers} server{(f.Servers == 1 ? "" : "s")}"
        );
        Line(
            $"  last sample to result: {f.MinCycles} to {f.MaxCycles} cycles (median {f.MedianCycles}, 99 % {f.P99Cycles}), at most {f.MaxNs:F1} ns; {(f.ConstantLatency ? "constant" : "not constant")}"
        );
        Line(
            $"  {f.Accepted} accepted, {f.Overflows} lost to overflow, FIFO at most {f.FifoHighWater} of {f.FifoDepth}, dead time {100 * f.DeadTime:G4} %"
        );
        if (f.DeadlineNs is { } deadline)
            Line($"  {f.DeadlineMisses} results later than {deadline:G6} ns");
        if (f.MinBcDistance is { } min)
            Line(
                $"  result {(min == f.MaxBcDistance ? $"{min}" : $"{min} to {f.MaxBcDistance}")} BC after the last sample; {f.OrbitWraps} orbit wraps, {f.ResultsInNextOrbit} results in the next orbit"
            );
        var h = report.Host;
        Line(
            $"host (this computer): {h.Seconds:F2} s, {h.EventsPerSecond:G4} events/s; an event p50 {h.P50Ns:G3}, p99 {h.P99Ns:G3}, p99.9 {h.P999Ns:G3}, max {h.MaxNs:G3} ns in batches of {h.BatchEvents}"
        );
        foreach (var r in report.Recorded)
        {
            Line(
                $"recorded firmware, {r.Output}: {r.Exact} of {r.Events} equal{(r.FirstEvent is null ? "" : $"; largest difference {r.LargestDifference}, first in event {r.FirstEvent}: recorded {r.FirstRecorded}, model {r.FirstComputed}")}"
            );
        }
    }
}
