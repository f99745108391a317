namespace FastAI.Runtime.Agreement.Statistics;

/// <summary>A figure with its standard error; the error is null where it cannot be had.</summary>
public sealed record Estimate(double Value, double? Error);
