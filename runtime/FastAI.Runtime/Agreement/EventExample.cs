using System.Collections.Immutable;

namespace FastAI.Runtime.Agreement;

/// <summary>One event in full, to look at.</summary>
/// <param name="Event">Its position in the data.</param>
/// <param name="Why">Why it was chosen.</param>
/// <param name="Input">Name of the input shown.</param>
/// <param name="Channels">Its samples in time, channel after channel; NaN where one is missing.</param>
/// <param name="Outputs">What the models made of it.</param>
public sealed record EventExample(
    long Event,
    string Why,
    string Input,
    ImmutableArray<ImmutableArray<double>> Channels,
    ImmutableArray<ExampleOutput> Outputs
);
