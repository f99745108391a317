using System.Collections.Immutable;
using System.Globalization;
using FastAI.Model;

namespace FastAI.Runtime.Budgets;

/// <summary>Holds figures against a budget.</summary>
public static class BudgetCheck
{
    /// <exception cref="FastAIException">A limited figure is not known: it is never passed over.</exception>
    public static ImmutableArray<BudgetResult> Run(Budget budget, BudgetFigures figures)
    {
        BudgetEntry[] missing = [.. budget.Entries.Where(e => figures[e.Key.Name] is null)];
        if (missing.Length > 0)
            throw FastAIException.BadInput(
                $"{budget.Path}: cannot be checked: "
                    + string.Join(
                        "; ",
                        missing.Select(e =>
                            string.Create(CultureInfo.InvariantCulture, $"line {e.Line}: {e.Key.Name} {Need(e.Key.Source)}")
                        )
                    )
            );
        return [.. budget.Entries.Select(e => Hold(e, figures[e.Key.Name]!.Value))];
    }

    /// <summary>Holds those figures against a budget that come from one of <paramref name="sources"/>.</summary>
    /// <exception cref="FastAIException">One of them is not known.</exception>
    public static ImmutableArray<BudgetResult> Run(Budget budget, BudgetFigures figures, params BudgetSource[] sources)
    {
        ImmutableArray<BudgetEntry> entries = [.. budget.Entries.Where(e => sources.Contains(e.Key.Source))];
        return Run(budget with { Entries = entries }, figures);
    }

    /// <summary>One line that says what is missed.</summary>
    public static string Failure(BudgetResult result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Name} is {result.Value:G6}{Unit(result)}, {(result.IsMinimum ? "below the least allowed" : "above the most allowed")} {result.Limit:G6}{Unit(result)}"
        );

    private static string Unit(BudgetResult result) => result.Unit.Length > 0 ? " " + result.Unit : "";

    private static BudgetResult Hold(BudgetEntry entry, double value)
    {
        double room = entry.Key.IsMinimum ? value - entry.Limit : entry.Limit - value;
        // NaN keeps no limit.
        return new(
            entry.Key.Name,
            entry.Key.Unit,
            value,
            entry.Limit,
            entry.Key.IsMinimum,
            room >= 0,
            entry.Limit > 0 ? room / entry.Limit : null,
            entry.Line
        );
    }

    private static string Need(BudgetSource source) =>
        source switch
        {
            BudgetSource.Agreement =>
                "needs the float model on data: give --data DATA, or --validation FILE.json of 'fastai validate --json'",
            BudgetSource.Truth =>
                "needs true values that say it: give --data DATA --truth FILE.csv, or --validation FILE.json of 'fastai validate --truth --json'",
            BudgetSource.Decision => "needs a cut or classes: give --threshold VALUE with --data DATA, or labels by --truth FILE.csv",
            BudgetSource.Speed => "needs a measurement: give --data DATA, or --validation FILE.json of 'fastai validate --speed --json'",
            BudgetSource.Replay =>
                "needs a replay, for deadline_misses one with a deadline: give --replay FILE.json of 'fastai replay --deadline NS --json'",
            BudgetSource.Recorded =>
                "needs a recording that holds results of the recorder's firmware, of outputs of the same names: give --data RECORDING, or --replay FILE.json of 'fastai replay --json'",
            _ => "is not stated by the build",
        };
}
