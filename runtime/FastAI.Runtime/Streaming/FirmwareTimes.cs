using System.Collections.Immutable;
using FastAI.Runtime.Latency;

namespace FastAI.Runtime.Streaming;

/// <summary>Modelled times of a replay, in the firmware's clock; nothing of the host is in them.</summary>
public sealed record FirmwareTimes
{
    public required double ClockMhz { get; init; }

    public required int LatencyCycles { get; init; }

    public required int InitiationInterval { get; init; }

    public required int Interleave { get; init; }

    public required int FifoDepth { get; init; }

    /// <summary>Instances, or channels of interleaved ones.</summary>
    public required int Servers { get; init; }

    /// <summary>Events with a result.</summary>
    public required long Accepted { get; init; }

    /// <summary>Events that found the FIFO full.</summary>
    public required long Overflows { get; init; }

    public required long FifoHighWater { get; init; }

    /// <summary>Fraction of the time in which an event would have been lost.</summary>
    public required double DeadTime { get; init; }

    /// <summary>Cycles from the last needed sample to the result: minimum, median, 99 %, maximum.</summary>
    public required long MinCycles { get; init; }

    public required long MedianCycles { get; init; }

    public required long P99Cycles { get; init; }

    public required long MaxCycles { get; init; }

    public required double MaxNs { get; init; }

    public required double? DeadlineNs { get; init; }

    public required long DeadlineMisses { get; init; }

    /// <summary>Whether every event of a channel took as long as every other of the same channel.</summary>
    public required bool ConstantLatency { get; init; }

    /// <summary>Bunch crossings from the last sample's to the result's; null without bunch crossings.</summary>
    public required long? MinBcDistance { get; init; }

    /// <inheritdoc cref="MinBcDistance"/>
    public required long? MaxBcDistance { get; init; }

    /// <summary>Orbits that began during the recording.</summary>
    public required long OrbitWraps { get; init; }

    /// <summary>Results in the orbit after that of their last sample.</summary>
    public required long ResultsInNextOrbit { get; init; }

    /// <summary>Events earlier than one before them at the same instance, or in a bunch crossing beyond the orbit: they have results,
    /// but no place in the times above.</summary>
    public required long OutOfOrder { get; init; }

    public required ImmutableArray<LatencyBin> Latencies { get; init; }

    /// <summary>What waits in the FIFOs, over the bunch crossings of an orbit; only those in which something came or waited.</summary>
    public ImmutableArray<FifoPoint> Occupancy { get; init; } = [];

    /// <summary>Bunch crossings of that orbit.</summary>
    public int OrbitLength { get; init; }

    /// <summary>Whether they are the recorder's; otherwise they are counted from the first record.</summary>
    public bool BcIsRecorded { get; init; }
}
