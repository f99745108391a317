using System.Collections.Immutable;

namespace FastAI.Runtime.Agreement;

/// <summary>What bringing the data to an input's formats changed.</summary>
/// <param name="Name">The input.</param>
/// <param name="Formats">Its different formats.</param>
/// <param name="Values">Values read.</param>
/// <param name="Rounded">Values between two steps of the format.</param>
/// <param name="Limited">Values outside the format.</param>
public sealed record InputAgreement(string Name, ImmutableArray<string> Formats, long Values, long Rounded, long Limited)
{
    /// <summary>Values that are missing.</summary>
    public long Missing { get; init; }

    /// <summary>Events of which some value is missing.</summary>
    public long EventsWithMissing { get; init; }
}
