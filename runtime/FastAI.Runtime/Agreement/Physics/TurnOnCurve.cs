using System.Collections.Immutable;
using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>Efficiency of one estimate.</summary>
/// <param name="Name"><c>float</c>, <c>fixed</c>, or a column of the truth.</param>
/// <param name="Points">Bins of the true value.</param>
/// <param name="HalfPoint">True value at which half of the events fire, between the centres of two bins;
/// null where the curve does not cross.</param>
/// <param name="Plateau">Events far above the threshold (one and a half times, at least) that fire.</param>
public sealed record TurnOnCurve(string Name, ImmutableArray<TurnOnPoint> Points, double? HalfPoint, BinomialFraction Plateau);
