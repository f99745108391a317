using FastAI.Model;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording.Decoding;

namespace FastAI.Runtime.Recording;

/// <summary>The names by which a user states a recording's format.</summary>
public static class FormatName
{
    /// <summary>All of them, for help and messages.</summary>
    public const string Known =
        "frames, wavedump, wavedump8, wavedump-raw16:SAMPLES, wavedump-raw8:SAMPLES, compass, drs4, midas, supernemo, npy, csv";

    /// <summary>The decoder that a name asks for.</summary>
    /// <exception cref="FastAIException">The name is unknown.</exception>
    internal static RecordingDecoder Decoder(string name, string source, ReadOnlySpan<byte> start, RecordingOptions options)
    {
        var parts = name.Split(':', 2);
        var raw = parts[0] switch
        {
            "wavedump-raw16" => ElementKind.UInt16,
            "wavedump-raw8" => ElementKind.UInt8,
            _ => (ElementKind?)null,
        };
        if (raw is { } kind)
        {
            if (parts.Length == 2 && int.TryParse(parts[1], out int samples) && samples is > 0 and <= 1 << 22)
                return new WaveDumpRawDecoder(kind, samples);
            throw new FastAIException(ExitCode.Usage, $"format '{name}' has to state the samples of a record, as in {parts[0]}:1024");
        }
        return parts.Length > 1
            ? throw Unknown(name)
            : name switch
            {
                "frames" => new FrameDecoder(options.Checksums),
                "wavedump" => new WaveDumpDecoder(ElementKind.UInt16, options.TickPicoseconds),
                "wavedump8" => new WaveDumpDecoder(ElementKind.UInt8, options.TickPicoseconds),
                "compass" => CompassDecoder.Recognises(start)
                    ? new CompassDecoder((ushort)(start[0] | start[1] << 8))
                    : throw RecordingError.In(source, "does not start with the word 0xCAEn of CoMPASS, which says what its records hold"),
                "drs4" => new Drs4Decoder(),
                "midas" => new MidasDecoder(),
                "supernemo" => new SuperNemoDecoder(),
                "npy" => new NpyDecoder(source),
                "csv" => new CsvDecoder(source),
                _ => throw Unknown(name),
            };
    }

    private static FastAIException Unknown(string name) => new(ExitCode.Usage, $"format '{name}' is unknown; known are {Known}");
}
