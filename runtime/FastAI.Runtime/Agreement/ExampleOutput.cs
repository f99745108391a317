using System.Collections.Immutable;

namespace FastAI.Runtime.Agreement;

/// <summary>One output of an example.</summary>
/// <param name="Name">The output.</param>
/// <param name="Float">The float model's values.</param>
/// <param name="Fixed">The fixed-point model's values.</param>
/// <param name="Truth">The true value, where it is known.</param>
public sealed record ExampleOutput(string Name, ImmutableArray<double> Float, ImmutableArray<double> Fixed, double? Truth);
