using System.Collections.Immutable;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Estimates of one true quantity.</summary>
/// <param name="Target">Column of the true value.</param>
/// <param name="Output">The model's output that estimates it.</param>
/// <param name="All">Over all events.</param>
/// <param name="Bins">Split by each known property.</param>
/// <param name="TurnOn">The trigger at a threshold; null without one.</param>
public sealed record RegressionReport(
    string Target,
    string Output,
    ResolutionBin All,
    ImmutableArray<ResolutionSplit> Bins,
    TurnOnReport? TurnOn
);
