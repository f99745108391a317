using FastAI.Runtime.Reporting;

namespace FastAI.Runtime.Agreement;

/// <summary>What an agreement report promises, as checks.</summary>
public static class AgreementCases
{
    public static IReadOnlyList<TestCase> Of(AgreementReport report) =>
        [
            .. report
                .Outputs.Where(o => o.Bound is not null)
                .Select(o => new TestCase(
                    $"{o.Name}: proved bound",
                    report.Violations.FirstOrDefault(v =>
                        o.Bound is { Kept: false } && v.StartsWith($"output \"{o.Name}\"", StringComparison.Ordinal)
                    )
                )),
            .. report.Recorded.Select(r => new TestCase(
                $"{r.Output}: recorded firmware",
                report.Violations.FirstOrDefault(v =>
                    r.Exact < r.Events && v.StartsWith($"recorded firmware, output \"{r.Output}\"", StringComparison.Ordinal)
                )
            )),
            new TestCase("events compared", report.Events > 0 ? null : "no event was compared"),
        ];
}
