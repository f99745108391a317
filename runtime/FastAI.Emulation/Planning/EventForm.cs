namespace FastAI.Emulation.Planning;

/// <summary>How the elements of an event-major tensor are stored.</summary>
internal enum EventForm
{
    /// <summary>As bytes.</summary>
    Unsigned,

    /// <summary>As bytes, with an offset that makes them 0..255.</summary>
    Bytes,

    /// <summary>As signed integers of 16 bits.</summary>
    Shorts,

    /// <summary>As signed integers of 32 bits.</summary>
    Words,
}
