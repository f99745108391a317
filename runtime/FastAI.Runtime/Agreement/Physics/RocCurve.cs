using System.Collections.Immutable;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Points of a ROC curve.</summary>
/// <param name="Background">Share of background that passes.</param>
/// <param name="Signal">Share of signal that passes.</param>
public sealed record RocCurve(ImmutableArray<double> Background, ImmutableArray<double> Signal);
