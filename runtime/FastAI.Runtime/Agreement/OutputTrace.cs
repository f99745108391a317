using System.Collections.Immutable;

namespace FastAI.Runtime.Agreement;

/// <summary>An output of one number an event over the first events of the data, as a waveform.</summary>
/// <param name="Output">The output.</param>
/// <param name="Float">The float model's values.</param>
/// <param name="Fixed">The fixed-point model's values.</param>
/// <param name="Truth">The true values; empty where they are not known.</param>
public sealed record OutputTrace(string Output, ImmutableArray<double> Float, ImmutableArray<double> Fixed, ImmutableArray<double> Truth);
