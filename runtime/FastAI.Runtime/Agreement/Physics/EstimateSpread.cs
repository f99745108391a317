using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>One estimate's residual, estimate - truth.</summary>
/// <param name="Name"><c>float</c>, <c>fixed</c>, or a column of the truth.</param>
/// <param name="Residual">Bias and widths.</param>
public sealed record EstimateSpread(string Name, Spread Residual);
