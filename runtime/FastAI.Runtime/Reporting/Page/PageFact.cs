namespace FastAI.Runtime.Reporting.Page;

/// <summary>One of the figures at the top of a report page.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The figure.</param>
/// <param name="Note">What else belongs to it.</param>
/// <param name="State"><c>good</c>, <c>bad</c> or nothing.</param>
public sealed record PageFact(string Name, string Value, string Note, string State = "");
