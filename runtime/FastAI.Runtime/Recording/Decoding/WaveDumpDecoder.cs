using FastAI.Runtime.Data;
using FastAI.Runtime.Recording.Integrity;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>Decodes CAEN WaveDump files with headers: one channel of one board, samples of 16 bits, or of 8 bits for the 8-bit boards.
/// As WaveDump's function WriteOutputFiles writes them (WaveDump.c, release 3.9): the event size counts the 24 bytes of the header and one
/// byte a sample where the board has 8 bits, two otherwise. Without OUTPUT_FILE_HEADER the samples stand alone
/// (<see cref="WaveDumpRawDecoder"/>).</summary>
internal sealed class WaveDumpDecoder : RecordDecoder
{
    /// <summary>The trigger time tag has 31 bits; bit 31 only says that it has wrapped before.</summary>
    private const int TagBits = 31;
    private const double UsualTickPicoseconds = 8000;

    private readonly ElementKind samples;
    private WaveDumpHeader? usual;
    private long lastTag = -1;

    internal WaveDumpDecoder(ElementKind samples, double? tick)
    {
        this.samples = samples;
        Info = new RecordingInfo
        {
            Format = RecordingFormat.WaveDump,
            Description = $"CAEN WaveDump with headers, {8 * samples.Size()}-bit samples",
            TickPicoseconds = tick ?? UsualTickPicoseconds,
        };
    }

    internal override RecordingInfo Info { get; }

    private protected override int HeaderBytes => WaveDumpHeader.Size;

    private protected override bool IsDistinctive => usual is not null;

    /// <summary>Whether records follow each other somewhere in <paramref name="bytes"/>; null when more bytes are needed to say.</summary>
    internal static bool? Recognises(ReadOnlySpan<byte> bytes, bool last)
    {
        if (bytes.Length < WaveDumpHeader.Size)
            return last ? false : null;
        var first = WaveDumpHeader.Read(bytes);
        if (first.IsPlausible(MaxRecordBytes))
        {
            if (bytes.Length == first.Bytes && last)
                return true;
            if (bytes.Length < first.Bytes + WaveDumpHeader.Size && !last)
                return null;
            if (Links(bytes, 0) > 0)
                return true;
        }
        for (int at = 1; at + WaveDumpHeader.Size < bytes.Length; at++)
            if (Links(bytes, at) > 1)
                return true;
        return false;
    }

    /// <summary>
    /// The kind of samples, which no header tells. Converters of 16-bit records have at most 14 bits; pairs of 8-bit samples taken for one
    /// of 16 are beyond that unless all are small, and then both halves are alike.
    /// </summary>
    internal static ElementKind SampleKind(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < WaveDumpHeader.Size)
            return ElementKind.UInt16;
        var header = WaveDumpHeader.Read(bytes);
        if ((header.Bytes & 1) != 0)
            return ElementKind.UInt8;
        var payload = bytes[WaveDumpHeader.Size..(int)Math.Clamp(header.Bytes, WaveDumpHeader.Size, bytes.Length)];
        long low = 0,
            high = 0;
        int largest = 0;
        for (int i = 0; i + 1 < payload.Length; i += 2)
        {
            low += payload[i];
            high += payload[i + 1];
            largest = Math.Max(largest, payload[i + 1]);
        }
        int pairs = Math.Max(1, payload.Length / 2);
        bool alike = high > 3L * pairs && Math.Abs(high - low) < 2L * pairs;
        return largest > 0x3F || alike ? ElementKind.UInt8 : ElementKind.UInt16;
    }

    private protected override bool Learn(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at + WaveDumpHeader.Size < bytes.Length; at++)
        {
            if (Links(bytes, at) == 0)
                continue;
            usual = WaveDumpHeader.Read(bytes[at..]);
            return true;
        }
        return false;
    }

    private protected override Measured Measure(ReadOnlySpan<byte> bytes, bool strict, out int length)
    {
        length = WaveDumpHeader.Size;
        if (bytes.Length < WaveDumpHeader.Size)
            return Measured.Unknown;
        var header = WaveDumpHeader.Read(bytes);
        if (!header.IsPlausible(MaxRecordBytes) || (header.Bytes - WaveDumpHeader.Size) % samples.Size() != 0)
            return Measured.None;
        length = (int)header.Bytes;
        bool alike = usual is not { } u || (header.Board == u.Board && header.Channel == u.Channel && (!strict || header.Bytes == u.Bytes));
        return alike ? Measured.Record : Measured.None;
    }

    private protected override bool Deliver(ReadOnlySpan<byte> record, long offset, RecordingSink sink)
    {
        var header = WaveDumpHeader.Read(record);
        usual = header;
        long tag = Unwrap(header.Tag);
        var verdict = sink.Sequence(
            0,
            header.Counter,
            WaveDumpHeader.CounterBits,
            new RecordPlace(offset, record.Length, Time: tag),
            record
        );
        if (verdict.IsRepeated)
            return true;
        sink.Deliver(
            new RecordedEvent
            {
                Offset = offset,
                Number = verdict.Number,
                TimeStamp = tag,
                Orbit = -1,
                Bc = -1,
                Board = (int)header.Board,
                Channel = (int)header.Channel,
                Channels = 1,
                IsLate = verdict.IsLate,
                Samples = new SampleSpan(samples, record[WaveDumpHeader.Size..]),
            }
        );
        return true;
    }

    private static int Links(ReadOnlySpan<byte> bytes, int at)
    {
        int links = 0;
        var header = WaveDumpHeader.Read(bytes[at..]);
        while (header.IsPlausible(bytes.Length) && bytes.Length - at - header.Bytes >= WaveDumpHeader.Size && links < 2)
        {
            at += (int)header.Bytes;
            var next = WaveDumpHeader.Read(bytes[at..]);
            if (!header.Precedes(next))
                break;
            header = next;
            links++;
        }
        return links;
    }

    private long Unwrap(uint tag)
    {
        const long period = 1L << TagBits;
        long low = tag & (period - 1);
        if (lastTag < 0)
            return lastTag = low;
        long ahead = (low - lastTag) & (period - 1);
        // A small step back is a late record, not a turn of the counter.
        if (ahead > period - (period >> 4))
            return lastTag + ahead - period;
        return lastTag += ahead;
    }
}
