namespace FastAI.Runtime.Recording;

/// <summary>What can be wrong with a recording.</summary>
public enum FaultKind
{
    /// <summary>A record ends before its length is reached, at the end of the recording or where another record begins.</summary>
    Truncated,

    /// <summary>A record's checksum or contents contradict themselves.</summary>
    Corrupt,

    /// <summary>Bytes that belong to no record.</summary>
    Unsynchronised,

    /// <summary>Records that never came, by the recorder's counter.</summary>
    Gap,

    /// <summary>A record that came before.</summary>
    Duplicate,

    /// <summary>A record behind one with a higher number or a later time.</summary>
    Reordered,

    /// <summary>A channel whose samples do not change any more.</summary>
    StuckChannel,
}
