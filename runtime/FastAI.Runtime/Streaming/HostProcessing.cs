using System.Collections.Immutable;
using FastAI.Runtime.Latency;

namespace FastAI.Runtime.Streaming;

/// <summary>What this computer took, which says nothing about the firmware.</summary>
/// <param name="Seconds">From the first byte to the last result.</param>
/// <param name="EventsPerSecond">Events with a result in that time.</param>
/// <param name="P50Ns">Emulation of one event in its batch, median over the events.</param>
/// <param name="P99Ns">99 %.</param>
/// <param name="P999Ns">99.9 %.</param>
/// <param name="MaxNs">The slowest batch, per event.</param>
/// <param name="BatchEvents">Events of a batch.</param>
/// <param name="Times">Distribution of the times of an event.</param>
public sealed record HostProcessing(
    double Seconds,
    double EventsPerSecond,
    double P50Ns,
    double P99Ns,
    double P999Ns,
    double MaxNs,
    int BatchEvents,
    ImmutableArray<HostBin> Times
);
