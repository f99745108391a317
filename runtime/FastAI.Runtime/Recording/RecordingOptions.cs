using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording;

/// <summary>How a recording is read.</summary>
public sealed record RecordingOptions
{
    public OnError OnError { get; init; } = OnError.Stop;

    /// <summary>The format in the user's words (<see cref="FormatName"/>); null to recognise it from the content.</summary>
    public string? Format { get; init; }

    /// <summary>Bytes asked of the source at a time: large enough to make calls rare, small enough to stay in the
    /// processor's second-level cache.</summary>
    public int BufferBytes { get; init; } = 256 << 10;

    /// <summary>Whether checksums of own frames are checked.</summary>
    public bool Checksums { get; init; } = true;

    /// <summary>Equal samples in a row after which a channel of a digitiser counts as stuck.</summary>
    public int StuckSamples { get; init; } = 4096;

    /// <summary>Unit of the recorder's time stamps where the format does not say; null for the usual one of the boards.</summary>
    public double? TickPicoseconds { get; init; }

    /// <summary>What a model takes, by which the arrays of an <c>.npz</c> are put side by side; null where no model asks.</summary>
    public IReadOnlyList<EventInput>? Inputs { get; init; }
}
