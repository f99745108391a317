using System.Globalization;
using FastAI.Runtime.Budgets;
using FastAI.Runtime.Reporting;

namespace FastAI.Runtime.Streaming;

/// <summary>What a replay is held against, as checks.</summary>
public static class ReplayCases
{
    public static IReadOnlyList<TestCase> Of(ReplayReport replay)
    {
        var cases = new List<TestCase>();
        if (replay.DeadlineMisses is { } misses)
            cases.Add(
                new(
                    "deadline",
                    misses == 0
                        ? null
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"{misses} of {replay.Events} results come later than {replay.Firmware.DeadlineNs:G6} ns, or never"
                        )
                )
            );
        cases.AddRange(
            replay.Recorded.Select(r => new TestCase(
                $"{r.Output}: recorded firmware",
                r.Exact == r.Events
                    ? null
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{r.Events - r.Exact} of {r.Events} differ, first event {r.FirstEvent}: recorded {r.FirstRecorded}, model {r.FirstComputed:G9}"
                    )
            ))
        );
        cases.AddRange(replay.Budgets.Select(b => new TestCase(b.Name, b.Passed ? null : BudgetCheck.Failure(b))));
        cases.Add(new("events replayed", replay.Events > 0 ? null : "the recording made no event"));
        return cases;
    }
}
