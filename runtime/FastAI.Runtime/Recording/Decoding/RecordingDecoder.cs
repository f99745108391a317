namespace FastAI.Runtime.Recording.Decoding;

/// <summary>Finds the records of one format in a stream of bytes that comes in pieces.</summary>
internal abstract class RecordingDecoder
{
    /// <summary>Bytes without which another call is of no use; 0 when unknown. A bound on waiting, never
    /// more than a record may be long.</summary>
    internal int Needed { get; private protected set; }

    internal abstract RecordingInfo Info { get; }

    /// <summary>Whether records carry channels of a digitiser, so that one can be stuck.</summary>
    internal virtual bool HasChannels => true;

    /// <summary>Delivers all whole records at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">What is at hand and not yet used.</param>
    /// <param name="offset">Position of the first byte in the recording.</param>
    /// <param name="last">Whether nothing follows.</param>
    /// <param name="sink">Takes records and damages.</param>
    /// <returns>How many bytes are used; the rest comes again with more behind it.</returns>
    internal abstract int Decode(ReadOnlySpan<byte> bytes, long offset, bool last, RecordingSink sink);

    /// <summary>Says what is missing when nothing follows.</summary>
    /// <param name="offset">Where the recording ends.</param>
    /// <param name="sink">Takes damages.</param>
    internal virtual void Complete(long offset, RecordingSink sink) { }
}
