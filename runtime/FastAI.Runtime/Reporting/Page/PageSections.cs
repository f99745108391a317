using System.Globalization;
using FastAI.Runtime.Budgets;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>All parts of a page in their order.</summary>
internal static class PageSections
{
    internal static IEnumerable<PageSection> Of(ReportContent content)
    {
        if (!content.Budgets.IsEmpty)
            yield return Budget(content);
        if (content.Agreement is { } agreement)
        {
            yield return AgreementSections.Bits(agreement);
            if (AgreementSections.Examples(agreement) is { } examples)
                yield return examples;
            if (agreement.Physics is { } physics)
                foreach (var section in PhysicsSections.Of(physics))
                    yield return section;
        }
        var recorded = content.Replay is { Recorded.IsEmpty: false } withResults ? withResults.Recorded : content.Agreement?.Recorded ?? [];
        if (!recorded.IsEmpty)
            yield return RecordedSection.Of(recorded);
        if (content.Replay is { } replay)
            foreach (var section in ReplaySections.Of(replay))
                yield return section;
        yield return LayerSection.Of(content);
        if (HardwareSection.Of(content.Build) is { } hardware)
            yield return hardware;
        yield return new("Network")
        {
            Drawing = NetworkDrawing.Of(content),
            Texts = ["Every tensor of the model with its shape and format; what lies between them is exact."],
        };
        if (!content.Build.Warnings.IsEmpty)
            yield return new("Warnings of the compiler") { Texts = content.Build.Warnings };
    }

    private static PageSection Budget(ReportContent content) =>
        new("Budget")
        {
            Tables =
            [
                new(
                    ["figure", "value", "limit", "unit", "margin", "verdict"],
                    [
                        .. content.Budgets.Select(b => new PageRow(
                            [
                                b.Name,
                                Numbers.Short(b.Value),
                                (b.IsMinimum ? "≥ " : "≤ ") + Numbers.Short(b.Limit),
                                b.Unit,
                                BudgetText.Margin(b),
                                b.Passed ? "kept" : "missed",
                            ],
                            b.Passed ? "good" : "bad"
                        )),
                    ]
                ),
            ],
            Texts = [string.Create(CultureInfo.InvariantCulture, $"Margin: room left as a share of the limit.")],
        };
}
