using System.Collections.Immutable;
using FastAI.Runtime.Agreement.Statistics;

namespace FastAI.Runtime.Agreement.Physics;

/// <summary>A decision between classes.</summary>
/// <param name="Output">The model's output that holds the scores.</param>
/// <param name="Signals">One class against the rest: one entry for a single score, else one for each class.</param>
/// <param name="Flipped">Events on which float and fixed model decide differently: another side of
/// the cut, or another greatest score.</param>
public sealed record ClassifierReport(string Output, ImmutableArray<SignalReport> Signals, BinomialFraction Flipped);
