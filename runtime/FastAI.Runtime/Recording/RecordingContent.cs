using System.Collections.Immutable;

namespace FastAI.Runtime.Recording;

/// <summary>What a recording holds: the result of an inspection.</summary>
public sealed record RecordingContent
{
    public required string Source { get; init; }

    public required string Format { get; init; }

    public required string Description { get; init; }

    public required bool Compressed { get; init; }

    /// <summary>-1 where unknown.</summary>
    public required long Run { get; init; }

    /// <summary>Bytes of the unpacked recording.</summary>
    public required long Bytes { get; init; }

    public required long Records { get; init; }

    public required long Samples { get; init; }

    /// <summary>Fewest and most samples of a record.</summary>
    public required int MinSamples { get; init; }

    /// <inheritdoc cref="MinSamples"/>
    public required int MaxSamples { get; init; }

    /// <summary>Kind of the samples of the first record.</summary>
    public required string SampleKind { get; init; }

    /// <summary>Time from the first record to the last; null without time stamps.</summary>
    public required double? Seconds { get; init; }

    /// <summary>Records per second of recorder's time; null without time stamps.</summary>
    public required double? RecordsPerSecond { get; init; }

    /// <summary>Longest time between neighbouring records; null without time stamps.</summary>
    public required double? LongestGapSeconds { get; init; }

    public required long FirstNumber { get; init; }

    public required long LastNumber { get; init; }

    /// <summary>Records that never came, by the recorder's counter.</summary>
    public required long Missing { get; init; }

    public required long LostBytes { get; init; }

    /// <summary>Damages by kind.</summary>
    public required ImmutableSortedDictionary<string, long> Faults { get; init; }

    /// <summary>The first damages with their places.</summary>
    public required ImmutableArray<FaultContent> FirstFaults { get; init; }

    public required ImmutableArray<ChannelContent> Channels { get; init; }

    /// <summary>Names of the recorded firmware results.</summary>
    public required ImmutableArray<string> Results { get; init; }

    /// <summary>Number of the record that is drawn.</summary>
    public required long DrawnNumber { get; init; }

    /// <summary>Its first channel's samples, thinned to at most 512.</summary>
    public required ImmutableArray<double> Drawn { get; init; }
}
