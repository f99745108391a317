using System.Runtime.InteropServices;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>Takes the rows of an archive apart: samples, then results of the recorder's firmware.</summary>
internal sealed class ArchiveDecoder(ArchiveRows rows) : RecordingDecoder
{
    private readonly int sampleBytes = 8 * rows.Samples;
    private readonly int rowBytes = 8 * (rows.Samples + rows.ResultNames.Length);
    private long events;

    internal override RecordingInfo Info { get; } =
        new()
        {
            Format = RecordingFormat.Npz,
            Description = rows.Description,
            ResultNames = rows.ResultNames,
        };

    internal override bool HasChannels => false;

    internal override int Decode(ReadOnlySpan<byte> bytes, long offset, bool last, RecordingSink sink)
    {
        int used = 0;
        for (; bytes.Length - used >= rowBytes && !sink.IsStopped; used += rowBytes)
        {
            var row = bytes.Slice(used, rowBytes);
            sink.Deliver(
                new RecordedEvent
                {
                    Offset = offset + used,
                    Number = events++,
                    TimeStamp = -1,
                    Orbit = -1,
                    Bc = -1,
                    Channels = 1,
                    Samples = new SampleSpan(rows.Kind, row[..sampleBytes]),
                    Results = MemoryMarshal.Cast<byte, long>(row[sampleBytes..]),
                }
            );
        }
        Needed = rowBytes;
        return used;
    }
}
