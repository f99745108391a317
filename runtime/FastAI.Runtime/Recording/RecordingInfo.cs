using System.Collections.Immutable;

namespace FastAI.Runtime.Recording;

/// <summary>What a recording says of itself. Grows as the recording is read: a run header may come late.</summary>
public sealed class RecordingInfo
{
    public required RecordingFormat Format { get; init; }

    /// <summary>Format and dialect in words.</summary>
    public string Description { get; internal set; } = "";

    /// <summary>Whether the recording was unpacked from gzip.</summary>
    public bool IsCompressed { get; internal set; }

    /// <summary>Run number; -1 where unknown.</summary>
    public long Run { get; internal set; } = -1;

    /// <summary>Unit of <see cref="RecordedEvent.TimeStamp"/>; 0 where there is no time.</summary>
    public double TickPicoseconds { get; internal set; }

    /// <summary>Distance of samples; 0 where unknown.</summary>
    public double SamplePicoseconds { get; internal set; }

    /// <summary>Distance of bunch crossings.</summary>
    public double BcPicoseconds { get; internal set; } = 25_000;

    /// <summary>Bunch crossings of an orbit.</summary>
    public int OrbitLength { get; internal set; } = 3564;

    /// <summary>The channel map; empty where the format has none.</summary>
    public ImmutableArray<RecordingChannel> Channels { get; internal set; } = [];

    /// <summary>Names of <see cref="RecordedEvent.Results"/>.</summary>
    public ImmutableArray<string> ResultNames { get; internal set; } = [];
}
