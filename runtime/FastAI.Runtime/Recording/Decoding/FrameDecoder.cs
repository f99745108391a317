using System.Buffers.Binary;
using FastAI.Runtime.Recording.Integrity;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>Decodes own frames (README.md of this folder's parent).</summary>
internal sealed class FrameDecoder(bool checksums) : RecordDecoder
{
    private byte[] latestRun = [];
    private bool ended;

    internal override RecordingInfo Info { get; } = new() { Format = RecordingFormat.Frames, Description = "FastAI frames, version 1" };

    private protected override int HeaderBytes => FrameHeader.Size;

    private protected override bool IsChecked => true;

    /// <summary>Whether a frame with an undamaged header starts anywhere in <paramref name="bytes"/>.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; bytes.Length - at >= FrameHeader.Size; at++)
        {
            int next = bytes[at..].IndexOf(FrameHeader.Magic);
            if (next < 0)
                return false;
            at += next;
            if (bytes.Length - at >= FrameHeader.Size && FrameHeader.IsFrame(bytes[at..], verify: true, out _))
                return true;
        }
        return false;
    }

    /// <summary>A header has a checksum of its own.</summary>
    private protected override bool TryLocate(ReadOnlySpan<byte> bytes, out long number, out long orbit, out int bc)
    {
        (number, orbit, bc) = (-1, -1, -1);
        if (bytes.Length < FrameHeader.Size || !FrameHeader.IsFrame(bytes, verify: true, out _))
            return false;
        var header = FrameHeader.Read(bytes);
        if (header.Kind != FrameKind.Data)
            return false;
        number = header.EventNumber;
        if (header.Flags.HasFlag(FrameFlags.HasBc))
            (orbit, bc) = (header.Orbit, header.Bc);
        return true;
    }

    private protected override int Candidate(ReadOnlySpan<byte> bytes, int from)
    {
        if (from >= bytes.Length)
            return -1;
        int next = bytes[from..].IndexOf(FrameHeader.Magic);
        return next < 0 ? -1 : from + next;
    }

    private protected override Measured Measure(ReadOnlySpan<byte> bytes, bool strict, out int length)
    {
        length = FrameHeader.Size;
        if (bytes.Length < FrameHeader.Size)
            return bytes[..Math.Min(4, bytes.Length)].SequenceEqual(FrameHeader.Magic[..Math.Min(4, bytes.Length)])
                ? Measured.Unknown
                : Measured.None;
        return FrameHeader.IsFrame(bytes, checksums || strict, out length) ? Measured.Record : Measured.None;
    }

    private protected override int Run(ReadOnlySpan<byte> bytes, long offset, RecordingSink sink)
    {
        int used = 0,
            length = 0;
        var recorded = default(RecordedEvent);
        var latest = default(FrameWords);
        while (!sink.IsStopped && bytes.Length - used >= FrameHeader.Size + FrameHeader.TrailerSize)
        {
            var words = new FrameWords(bytes[used..]);
            if (!words.IsLike(latest))
            {
                if (!words.IsData)
                    break;
                latest = words;
                length = words.FrameBytes;
                words.Describe(ref recorded);
            }
            if (bytes.Length - used < length)
                break;
            var frame = bytes.Slice(used, length);
            if (checksums && !words.IsIntact(frame))
                break;
            Data(frame, words, offset + used, ref recorded, sink);
            used += length;
        }
        return used;
    }

    private protected override bool Deliver(ReadOnlySpan<byte> record, long offset, RecordingSink sink)
    {
        int end = record.Length - FrameHeader.TrailerSize;
        var payload = record[FrameHeader.Size..end];
        if (checksums)
        {
            // The header's own checksum is good: the frame's goes on from it.
            uint sum = Crc32C.Append(
                BinaryPrimitives.ReadUInt32LittleEndian(record[FrameHeader.ChecksumOffset..]),
                record[FrameHeader.ChecksumOffset..end]
            );
            if (sum != BinaryPrimitives.ReadUInt32LittleEndian(record[end..]))
                return false;
        }
        var header = FrameHeader.Read(record);
        switch (header.Kind)
        {
            case FrameKind.Run:
                Begin(header, payload, offset, record.Length, sink);
                break;
            case FrameKind.End:
                End(header, offset, sink);
                break;
            default:
                var recorded = default(RecordedEvent);
                var words = new FrameWords(record);
                words.Describe(ref recorded);
                Data(record, words, offset, ref recorded, sink);
                break;
        }
        return true;
    }

    internal override void Complete(long offset, RecordingSink sink)
    {
        if (Info.Run >= 0 && !ended)
            sink.Fault(FaultKind.Truncated, offset, 0, "the recording ends without the run's end frame: frames may be missing at its end");
    }

    private void Begin(in FrameHeader header, ReadOnlySpan<byte> payload, long offset, int length, RecordingSink sink)
    {
        if (payload.SequenceEqual(latestRun))
        {
            if (ended || header.Sequence == 0)
                sink.Restart(0, header.Sequence);
            ended = false;
            return;
        }
        if (RunHeader.Read(payload) is not { } run)
        {
            sink.Fault(FaultKind.Corrupt, offset, length, "a run frame contradicts itself");
            return;
        }
        // A run frame repeated inside a run, for readers that come late, changes nothing.
        bool repeated = Info.Run == run.Run && !ended && header.Sequence > 0;
        if (!repeated)
            sink.Restart(0, header.Sequence);
        ended = false;
        Info.Run = run.Run;
        Info.OrbitLength = run.OrbitLength;
        Info.TickPicoseconds = run.TickFemtoseconds / 1000.0;
        Info.SamplePicoseconds = run.SampleFemtoseconds / 1000.0;
        Info.BcPicoseconds = run.BcFemtoseconds / 1000.0;
        Info.Channels = run.Channels;
        latestRun = payload.ToArray();
    }

    private void End(in FrameHeader header, long offset, RecordingSink sink)
    {
        ended = true;
        sink.Reach(0, header.Sequence, 32, new RecordPlace(offset, 0));
    }

    /// <summary>Delivers a data frame.</summary>
    /// <param name="frame">Its bytes.</param>
    /// <param name="words">Its header.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="recorded">Filled again for each frame, since clearing one would cost as much as a checksum. Holds what
    /// <see cref="FrameWords.Describe"/> writes.</param>
    /// <param name="sink">Takes it.</param>
    private static void Data(ReadOnlySpan<byte> frame, in FrameWords words, long offset, ref RecordedEvent recorded, RecordingSink sink)
    {
        recorded.Offset = offset;
        words.Locate(ref recorded);
        recorded.Samples = words.Samples(frame);
        if (!sink.IsNext(0, words.Sequence))
        {
            var verdict = sink.Sequence(0, words.Sequence, 32, new RecordPlace(offset, frame.Length, recorded.Orbit, recorded.Bc));
            if (verdict.IsRepeated)
                return;
            (recorded.FollowsGap, recorded.IsLate) = (verdict.Missing > 0, verdict.IsLate);
        }
        sink.Deliver(recorded);
    }
}
