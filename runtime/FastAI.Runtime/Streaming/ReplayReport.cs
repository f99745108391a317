using System.Collections.Immutable;
using FastAI.Runtime.Budgets;
using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Streaming;

/// <summary>The result of a replay.</summary>
public sealed record ReplayReport
{
    /// <summary>Name of the top entity.</summary>
    public required string Entity { get; init; }

    /// <summary>SHA-256 of the compiled model.</summary>
    public required string Model { get; init; }

    public required string Source { get; init; }

    public required string Format { get; init; }

    public required string Rate { get; init; }

    public required long Records { get; init; }

    /// <summary>Events that the records make: one for each channel, or for each position of a sliding window.</summary>
    public required long Events { get; init; }

    /// <summary>Sliding windows begun anew because samples were missing.</summary>
    public required long Interruptions { get; init; }

    /// <summary>Samples outside the input format, brought into it as the model says.</summary>
    public required long Limited { get; init; }

    /// <summary>Damages by kind.</summary>
    public required ImmutableSortedDictionary<string, long> Faults { get; init; }

    public required ImmutableArray<FaultContent> FirstFaults { get; init; }

    public required long Missing { get; init; }

    public required FirmwareTimes Firmware { get; init; }

    public required HostProcessing Host { get; init; }

    /// <summary>Recorded firmware results against the model's.</summary>
    public required ImmutableArray<ResultAgreement> Recorded { get; init; }

    /// <summary>Figures held against a budget; empty without one.</summary>
    public ImmutableArray<BudgetResult> Budgets { get; init; } = [];

    /// <summary>Whether every recorded result is the model's.</summary>
    public bool Agrees => Recorded.All(r => r.Exact == r.Events);

    /// <summary>Events whose result came after the deadline, or never because the FIFO was full; null without a deadline.</summary>
    public long? DeadlineMisses => Firmware.DeadlineNs is null ? null : Firmware.DeadlineMisses + Firmware.Overflows;
}
