using FastAI.Runtime.Recording.Decoding;

namespace FastAI.Runtime.Recording;

/// <summary>Where the bytes of a recording come from.</summary>
/// <param name="Stream">The bytes, unpacked.</param>
/// <param name="IsCompressed">Whether they were packed by gzip.</param>
/// <param name="Decoder">What reads them, where the source itself says what they are; null where their content does.</param>
internal sealed record OpenedSource(Stream Stream, bool IsCompressed = false, RecordingDecoder? Decoder = null);
