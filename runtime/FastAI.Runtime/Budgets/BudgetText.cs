using System.Collections.Immutable;
using System.Globalization;
using FastAI.Runtime.Reporting;

namespace FastAI.Runtime.Budgets;

/// <summary>Results as a table for a terminal.</summary>
public static class BudgetText
{
    public static string Of(ImmutableArray<BudgetResult> results)
    {
        var table = new TextTable("figure", "value", "", "limit", "unit", "margin", "");
        foreach (var r in results)
            table.Add(
                r.Name,
                Numbers.Short(r.Value),
                r.IsMinimum ? ">=" : "<=",
                Numbers.Short(r.Limit),
                r.Unit,
                Margin(r),
                r.Passed ? "pass" : "MISSED"
            );
        int missed = results.Count(r => !r.Passed);
        return table
            + (
                missed == 0
                    ? string.Create(CultureInfo.InvariantCulture, $"all {results.Length} within budget\n")
                    : string.Create(CultureInfo.InvariantCulture, $"{missed} of {results.Length} missed\n")
            );
    }

    /// <summary>Room left in per cent of the limit; in figures where the limit is zero.</summary>
    internal static string Margin(BudgetResult r) =>
        r.Margin is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:+0.0;-0.0;0.0} %")
            : Numbers.Short(r.IsMinimum ? r.Value - r.Limit : r.Limit - r.Value);
}
