namespace FastAI.Runtime.Recording;

/// <summary>One record of a recording, seen in place: nothing is allocated for it, and it is gone when the consumer returns. A decoder
/// may fill the same one again for each record.</summary>
public ref struct RecordedEvent
{
    /// <summary>Where the record starts, in bytes of the unpacked recording.</summary>
    public long Offset { get; set; }

    /// <summary>The recorder's own counter, continued over its wrap; the position in the recording where the format has none.</summary>
    public long Number { get; set; }

    /// <summary>Recorder's clock in units of <see cref="RecordingInfo.TickPicoseconds"/>, continued over its
    /// wrap; -1 where the format has none.</summary>
    public long TimeStamp { get; set; }

    /// <summary>Orbit and bunch crossing of the first sample; both -1 where the format has none.</summary>
    public long Orbit { get; set; }

    /// <inheritdoc cref="Orbit"/>
    public int Bc { get; set; }

    public int Board { get; set; }

    /// <summary>The first channel; the others follow it in number.</summary>
    public int Channel { get; set; }

    /// <summary>How many channels the samples are of, channel after channel.</summary>
    public int Channels { get; set; }

    /// <summary>Whether the samples follow those of the record before without a break in time.</summary>
    public bool IsContinuous { get; set; }

    /// <summary>Whether records are missing before this one.</summary>
    public bool FollowsGap { get; set; }

    /// <summary>Whether the record stands behind one with a higher number.</summary>
    public bool IsLate { get; set; }

    public SampleSpan Samples { get; set; }

    /// <summary>What the recorder's firmware computed, in the order of <see cref="RecordingInfo.ResultNames"/>;
    /// empty where nothing is recorded.</summary>
    public ReadOnlySpan<long> Results { get; set; }

    public readonly int SamplesPerChannel => Channels <= 1 ? Samples.Count : Samples.Count / Channels;
}
