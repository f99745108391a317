using System.Collections.Immutable;
using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>A trigger that fires at or above a threshold.</summary>
/// <param name="Threshold">The threshold on the estimate.</param>
/// <param name="Curves">Efficiency against the true value: float model, fixed model, then the columns of the truth.</param>
/// <param name="Flipped">Events on which float and fixed model decide differently.</param>
public sealed record TurnOnReport(double Threshold, ImmutableArray<TurnOnCurve> Curves, BinomialFraction Flipped);
