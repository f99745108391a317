using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>Decodes CAEN WaveDump files without headers: samples alone, so that kind and number must be told.</summary>
internal sealed class WaveDumpRawDecoder(ElementKind samples, int count) : RecordingDecoder
{
    private long records;

    internal override RecordingInfo Info { get; } =
        new()
        {
            Format = RecordingFormat.WaveDumpRaw,
            Description = $"CAEN WaveDump without headers, records of {count} {8 * samples.Size()}-bit samples",
        };

    internal override int Decode(ReadOnlySpan<byte> bytes, long offset, bool last, RecordingSink sink)
    {
        int length = count * samples.Size();
        int used = 0;
        for (; bytes.Length - used >= length && !sink.IsStopped; used += length)
        {
            sink.Deliver(
                new RecordedEvent
                {
                    Offset = offset + used,
                    Number = records++,
                    TimeStamp = -1,
                    Orbit = -1,
                    Bc = -1,
                    Channels = 1,
                    Samples = new SampleSpan(samples, bytes.Slice(used, length)),
                }
            );
        }
        Needed = length;
        if (!last || used == bytes.Length || sink.IsStopped)
            return used;
        sink.Fault(
            FaultKind.Truncated,
            offset + used,
            bytes.Length - used,
            $"the recording ends {length - (bytes.Length - used)} bytes before its last record does"
        );
        return bytes.Length;
    }
}
