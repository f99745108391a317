using System.Collections.Immutable;
using System.Globalization;
using FastAI.Runtime.Streaming;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>The third pair: fixed point against what the recorder's firmware computed.</summary>
internal static class RecordedSection
{
    internal static PageSection Of(ImmutableArray<ResultAgreement> recorded) =>
        new("Fixed and recorded firmware")
        {
            Texts =
            [
                "What the recorder's own firmware computed and stored with the events, against the compiled model's results, number by number.",
            ],
            Tables =
            [
                new(
                    ["output", "events", "equal", "largest difference", "first difference"],
                    [
                        .. recorded.Select(r => new PageRow(
                            [
                                r.Output,
                                Numbers.Whole(r.Events),
                                Numbers.Whole(r.Exact),
                                Numbers.Short(r.LargestDifference),
                                r.FirstEvent is { } first
                                    ? string.Create(
                                        CultureInfo.InvariantCulture,
                                        $"event {first}: recorded {r.FirstRecorded}, model {r.FirstComputed:G9}"
                                    )
                                    : "none",
                            ],
                            r.Exact == r.Events ? "good" : "bad"
                        )),
                    ]
                ),
            ],
        };
}
