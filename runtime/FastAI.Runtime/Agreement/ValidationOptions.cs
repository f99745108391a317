using FastAI.Runtime.Recording;

namespace FastAI.Runtime.Agreement;

/// <summary>What a validation does beside the comparison of all outputs.</summary>
public sealed record ValidationOptions
{
    /// <summary>Most events taken from the start of the data; null for all.</summary>
    public long? Events { get; init; }

    /// <summary>True values beside the data, one row an event; null without.</summary>
    public string? Truth { get; init; }

    /// <summary>Energy above which the trigger fires, or score from which an event counts as signal; null to leave turn-on and flipped
    /// decisions out, and to let the float model's best cut decide between classes.</summary>
    public double? Threshold { get; init; }

    /// <summary>Whether the speed of emulator and ONNX Runtime is measured.</summary>
    public bool Speed { get; init; }

    /// <summary>How the data are read where they are a recorder's file.</summary>
    public RecordingOptions Recording { get; init; } = new();

    /// <summary>First sample that the model takes of longer records; null where they must agree.</summary>
    public int? FromSample { get; init; }
}
