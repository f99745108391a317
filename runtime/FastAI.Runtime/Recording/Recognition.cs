using FastAI.Runtime.Data;
using FastAI.Runtime.Recording.Decoding;

namespace FastAI.Runtime.Recording;

/// <summary>Tells a recording's format from its first bytes.</summary>
internal static class Recognition
{
    /// <summary>Bytes after which nothing more is waited for.</summary>
    internal const int MostBytes = 1 << 18;

    /// <summary>The decoder for what begins with <paramref name="bytes"/>; null when more bytes are needed to say.</summary>
    /// <exception cref="FastAI.Model.FastAIException">It is no recording.</exception>
    internal static RecordingDecoder? Decoder(string source, ReadOnlySpan<byte> bytes, bool last, RecordingOptions options)
    {
        last |= bytes.Length >= MostBytes;
        if (bytes.IsEmpty && last)
            throw RecordingError.In(source, "the recording is empty");
        if (bytes.Length < 64 && !last)
            return null;
        if (bytes.StartsWith(FrameHeader.Magic))
            return new FrameDecoder(options.Checksums);
        if (bytes.StartsWith(NpyHeader.Magic))
            return new NpyDecoder(source);
        if (CompassDecoder.Recognises(bytes))
            return new CompassDecoder((ushort)(bytes[0] | bytes[1] << 8));
        if (Drs4Decoder.Recognises(bytes))
            return new Drs4Decoder();
        if (IsText(bytes))
            return Text(source, bytes, last);
        if (FrameDecoder.Recognises(bytes))
            return new FrameDecoder(options.Checksums);
        bool? midas = MidasDecoder.Recognises(bytes, last);
        if (midas == true)
            return new MidasDecoder();
        bool? waveDump = WaveDumpDecoder.Recognises(bytes, last);
        if (waveDump == true)
            return new WaveDumpDecoder(WaveDumpDecoder.SampleKind(bytes), options.TickPicoseconds);
        if (!last)
            return null;
        if (SuperNemoDecoder.Recognises(bytes))
            return new SuperNemoDecoder();
        throw RecordingError.In(
            source,
            "is not recognised as a recording; it starts with "
                + $"{Convert.ToHexString(bytes[..Math.Min(16, bytes.Length)])}. State what it is with --format ({FormatName.Known})"
        );
    }

    internal static bool IsText(ReadOnlySpan<byte> bytes) =>
        !bytes.ContainsAnyInRange((byte)0, (byte)8) && !bytes.ContainsAnyInRange((byte)14, (byte)31);

    private static RecordingDecoder? Text(string source, ReadOnlySpan<byte> bytes, bool last)
    {
        if (SuperNemoDecoder.Recognises(bytes))
            return new SuperNemoDecoder();
        bool mayBeHits = bytes.StartsWith("==="u8);
        return mayBeHits && !last ? null
            : mayBeHits ? new SuperNemoDecoder()
            : new CsvDecoder(source);
    }
}
