using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Streaming;

/// <summary>How a recording is put through a compiled model.</summary>
public sealed record ReplayOptions
{
    public ReplayRate Rate { get; init; } = ReplayRate.Recorded;

    /// <summary>Events that can wait before an instance.</summary>
    public int FifoDepth { get; init; } = 16;

    /// <summary>Channels that share an instance of a design that is not interleaved.</summary>
    public int Share { get; init; } = 1;

    /// <summary>Longest allowed time from the last needed sample to the result; null for none.</summary>
    public double? DeadlineNs { get; init; }

    /// <summary>Whether samples are mantissas of the input formats; otherwise they are values.</summary>
    public bool Raw { get; init; }

    /// <summary>First sample of a record that the model takes, where records are longer; null where they must agree.</summary>
    public int? FromSample { get; init; }

    /// <summary>Whether the model slides over the samples, one event for each, also where the recording does
    /// not say that it is continuous.</summary>
    public bool Sliding { get; init; }

    /// <summary>Takes each event's output mantissas; null when they are not wanted.</summary>
    public IEventConsumer? Results { get; init; }

    /// <summary>Takes each event's times in the firmware; null when they are not wanted.</summary>
    public EventTimesWriter? Times { get; init; }
}
