using System.Collections.Immutable;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Resolution in bins of one property.</summary>
/// <param name="By">The column: the true value itself, <c>gap</c> or <c>train_position</c>.</param>
/// <param name="Bins">Bins that hold events, in order.</param>
public sealed record ResolutionSplit(string By, ImmutableArray<ResolutionBin> Bins);
