using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>One bin of a turn-on curve.</summary>
/// <param name="Low">Lower edge of the true value.</param>
/// <param name="High">Upper edge.</param>
/// <param name="Efficiency">Events that fire.</param>
public sealed record TurnOnPoint(double Low, double High, BinomialFraction Efficiency);
