using System.Collections.Immutable;
using System.Globalization;
using FastAI.Runtime.Streaming;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>A recording in the firmware's time, and apart from it in this computer's.</summary>
internal static class ReplaySections
{
    private const int MostBars = 200;
    private const int MostPositions = 4096;
    private const int ShownFaults = 20;

    internal static IEnumerable<PageSection> Of(ReplayReport replay)
    {
        yield return Firmware(replay);
        if (!replay.Faults.IsEmpty)
            yield return Damage(replay);
        yield return Host(replay);
    }

    private static PageSection Firmware(ReplayReport replay)
    {
        var f = replay.Firmware;
        var charts = ImmutableArray.CreateBuilder<Chart>();
        if (!f.Latencies.IsEmpty)
            charts.Add(Latency(f));
        if (!f.Occupancy.IsEmpty)
            charts.AddRange(Orbit(f));
        return new("Replay in the firmware's time")
        {
            Texts =
            [
                $"{Numbers.Whole(replay.Records)} records of {Path.GetFileName(replay.Source)} at rate {replay.Rate} drive a model of the firmware cycle by cycle: FIFO, initiation interval, interleave, latency. Nothing of this computer's speed is in these times.",
            ],
            Charts = charts.ToImmutable(),
            Tables = [new(["figure", "value"], [.. Figures(replay).Select(r => new PageRow([r.Name, r.Value], r.State))])],
        };
    }

    private static IEnumerable<(string Name, string Value, string State)> Figures(ReplayReport replay)
    {
        var f = replay.Firmware;
        string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        yield return (
            "design",
            Text(
                $"{f.ClockMhz:0.###} MHz, latency {f.LatencyCycles} cycles, initiation interval {f.InitiationInterval}, interleave {f.Interleave}, {f.Servers} server{(f.Servers == 1 ? "" : "s")}"
            ),
            ""
        );
        yield return ("events", Text($"{Numbers.Whole(replay.Events)}, {Numbers.Whole(f.Accepted)} accepted"), "");
        yield return (
            "last sample to result",
            Text($"{f.MinCycles} to {f.MaxCycles} cycles (median {f.MedianCycles}, 99 % {f.P99Cycles}), at most {f.MaxNs:0.##} ns"),
            ""
        );
        yield return ("constant latency", f.ConstantLatency ? "yes, in every channel" : "no", "");
        if (f.DeadlineNs is { } deadline)
            yield return (Text($"later than {deadline:0.##} ns"), Numbers.Whole(f.DeadlineMisses), f.DeadlineMisses == 0 ? "good" : "bad");
        yield return ("FIFO", Text($"at most {f.FifoHighWater} of {f.FifoDepth} waiting"), "");
        yield return ("lost to overflow", Numbers.Whole(f.Overflows), f.Overflows == 0 ? "" : "bad");
        yield return ("dead time", Text($"{100 * f.DeadTime:0.####} %"), "");
        if (f.MinBcDistance is { } min)
        {
            yield return (
                "result behind the last sample",
                Text($"{(min == f.MaxBcDistance ? $"{min}" : $"{min} to {f.MaxBcDistance}")} BC"),
                ""
            );
            yield return (
                "orbit wraps",
                Text($"{Numbers.Whole(f.OrbitWraps)}, {Numbers.Whole(f.ResultsInNextOrbit)} results in the next orbit"),
                ""
            );
        }
        if (f.OutOfOrder > 0)
            yield return ("out of order, or beyond the orbit", Numbers.Whole(f.OutOfOrder) + " events, computed but without a time", "bad");
        if (replay.Interruptions > 0)
            yield return ("sliding windows begun anew", Numbers.Whole(replay.Interruptions), "");
        if (replay.Limited > 0)
            yield return ("samples outside the input format", Numbers.Whole(replay.Limited), "");
    }

    private static Chart Latency(FirmwareTimes f)
    {
        // With an empty bin on either side, so that a single one is seen as such.
        long width = (f.Latencies[^1].Cycles - f.Latencies[0].Cycles) / MostBars + 1,
            first = Math.Max(0, f.Latencies[0].Cycles - width);
        double[] bars = new double[(f.Latencies[^1].Cycles - first) / width + 2];
        foreach (var bin in f.Latencies)
            bars[(bin.Cycles - first) / width] += bin.Events;
        return new(
            "Latency from the last needed sample to the result",
            string.Create(
                CultureInfo.InvariantCulture,
                $"clock cycles of {1000 / f.ClockMhz:0.###} ns{(width > 1 ? $", bins of {width}" : "")}"
            ),
            "events",
            [.. bars.Select((_, i) => (double)(first + i * width))],
            [new("events", "bars", "fixed", [.. bars.Select(b => (double?)b)])],
            f.DeadlineNs is { } deadline
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The deadline of {deadline:0.##} ns is {deadline * f.ClockMhz / 1000:0.##} cycles."
                )
                : null
        );
    }

    /// <summary>What comes and waits, over the bunch crossings of an orbit; neighbours share a
    /// position where there are very many.</summary>
    private static IEnumerable<Chart> Orbit(FirmwareTimes f)
    {
        int length = Math.Max(f.OrbitLength, f.Occupancy[^1].Bc + 1),
            width = (length + MostPositions - 1) / MostPositions,
            positions = (length + width - 1) / width;
        double[] mean = new double[positions],
            highest = new double[positions],
            arrived = new double[positions],
            lost = new double[positions];
        foreach (var point in f.Occupancy)
        {
            int at = point.Bc / width;
            mean[at] += point.Mean / width;
            highest[at] = Math.Max(highest[at], point.Highest);
            arrived[at] += point.Arrived;
            lost[at] += point.Lost;
        }
        ImmutableArray<double> x = [.. Enumerable.Range(0, positions).Select(p => (double)p * width)];
        string axis = "BC in the orbit" + (width > 1 ? string.Create(CultureInfo.InvariantCulture, $", {width} together") : "");
        string origin = f.BcIsRecorded ? "" : " The recording has no bunch crossings: they are counted from its first record.";
        ChartSeries Curve(string name, string role, double[] values) => new(name, "steps", role, [.. values.Select(v => (double?)v)]);
        yield return new(
            "FIFO occupancy over an orbit",
            axis,
            "events waiting",
            x,
            [Curve("most in one FIFO", "fixed", highest), Curve("mean of all FIFOs together", "float", mean)],
            string.Create(
                CultureInfo.InvariantCulture,
                $"All orbits of the recording lie over each other; a FIFO holds {f.FifoDepth} events.{origin}"
            )
        );
        yield return new(
            "Events over an orbit",
            axis,
            "events",
            x,
            f.Overflows > 0
                ? [Curve("last samples", "float", arrived), Curve("lost", "fixed", lost)]
                : [Curve("last samples", "float", arrived)]
        );
    }

    private static PageSection Damage(ReplayReport replay) =>
        new("Damage of the recording")
        {
            Texts =
            [
                $"{string.Join(", ", replay.Faults.Select(d => $"{Numbers.Whole(d.Value)} {d.Key.Replace('_', ' ')}"))}; {Numbers.Whole(replay.Missing)} records missing.",
            ],
            Tables =
            [
                new(
                    ["byte", "record", "orbit", "BC", "what"],
                    [
                        .. replay
                            .FirstFaults.Take(ShownFaults)
                            .Select(d => new PageRow([
                                Numbers.Whole(d.Byte),
                                Numbers.Whole(d.Record),
                                d.Orbit < 0 ? "-" : Numbers.Whole(d.Orbit),
                                d.Bc < 0 ? "-" : Numbers.Whole(d.Bc),
                                d.Detail,
                            ])),
                    ]
                ),
            ],
        };

    private static PageSection Host(ReplayReport replay)
    {
        var h = replay.Host;
        return new("Host processing")
        {
            Texts = ["How long this computer took for an event in its batch, to emulate it. It says nothing about the firmware."],
            Charts = h.Times.IsEmpty
                ? []
                :
                [
                    new(
                        "Host time of an event",
                        "ns, bins of 10 %",
                        "events",
                        [.. h.Times.Select(t => t.Ns)],
                        [new("events", "steps", "float", [.. h.Times.Select(t => (double?)t.Events)])],
                        LogX: true
                    ),
                ],
            Tables =
            [
                new(
                    ["events/s", "seconds", "p50/ns", "p99/ns", "p99.9/ns", "max/ns", "events a batch"],
                    [
                        new PageRow([
                            Numbers.Short(h.EventsPerSecond),
                            Numbers.Short(h.Seconds),
                            Numbers.Short(h.P50Ns),
                            Numbers.Short(h.P99Ns),
                            Numbers.Short(h.P999Ns),
                            Numbers.Short(h.MaxNs),
                            Numbers.Whole(h.BatchEvents),
                        ]),
                    ]
                ),
            ],
        };
    }
}
