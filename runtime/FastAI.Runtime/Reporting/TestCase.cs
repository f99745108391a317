namespace FastAI.Runtime.Reporting;

/// <summary>One thing that was checked.</summary>
/// <param name="Name">What.</param>
/// <param name="Failure">Why it failed; null when it passed.</param>
public sealed record TestCase(string Name, string? Failure);
