namespace FastAI.Runtime.Budgets;

/// <summary>One line of a budget.</summary>
/// <param name="Key">What is limited.</param>
/// <param name="Limit">The limit, which a figure may reach.</param>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Column">Column in the file, from 1.</param>
public sealed record BudgetEntry(BudgetKey Key, double Limit, int Line, int Column);
