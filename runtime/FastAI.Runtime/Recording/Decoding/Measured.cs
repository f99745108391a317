namespace FastAI.Runtime.Recording.Decoding;

/// <summary>What stands at a position.</summary>
internal enum Measured
{
    /// <summary>Too few bytes to say.</summary>
    Unknown,

    /// <summary>No record.</summary>
    None,

    /// <summary>A record whose length is known.</summary>
    Record,
}
