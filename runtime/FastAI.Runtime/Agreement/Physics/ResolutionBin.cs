using System.Collections.Immutable;
using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Bias and resolution of every estimate over some events.</summary>
/// <param name="Label">What is in the bin.</param>
/// <param name="Low">Least value of the property.</param>
/// <param name="High">Greatest value of the property.</param>
/// <param name="Events">Events in the bin.</param>
/// <param name="Estimates">Float model, fixed model, then the columns of the truth that estimate the same.</param>
/// <param name="Ratio">RMS of the fixed over RMS of the float model's residuals, with the error of a paired
/// bootstrap; null where it is not defined.</param>
public sealed record ResolutionBin(
    string Label,
    double Low,
    double High,
    int Events,
    ImmutableArray<EstimateSpread> Estimates,
    Estimate? Ratio
);
