namespace FastAI.Runtime.Budgets;

/// <summary>One figure held against its limit.</summary>
/// <param name="Name">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">What it is.</param>
/// <param name="Limit">What it may be.</param>
/// <param name="IsMinimum">Whether the limit is to be reached rather than kept.</param>
/// <param name="Passed">Whether it is kept.</param>
/// <param name="Margin">Room left, as a share of the limit, negative when missed; null for a limit of zero.</param>
/// <param name="Line">Line of the budget.</param>
public sealed record BudgetResult(
    string Name,
    string Unit,
    double Value,
    double Limit,
    bool IsMinimum,
    bool Passed,
    double? Margin,
    int Line
);
