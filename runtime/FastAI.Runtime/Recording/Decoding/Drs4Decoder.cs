using System.Buffers.Binary;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording.Integrity;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>
/// Decodes files of the DRS4 evaluation board: a time header with the width of each cell, then events "EHDR" of as many boards and
/// channels. Each channel of an event is a record of 1024 samples; volts are u / 65536 - 0.5 + range / 1000.
/// </summary>
internal sealed class Drs4Decoder : RecordDecoder
{
    private const int Cells = 1024;
    private const int EventHeaderBytes = 24;
    private const int BoardBytes = 8;
    private const int ChannelBytes = 8 + 2 * Cells;
    private const int CalibrationBytes = 4 + 4 * Cells;

    private int eventBytes;

    internal override RecordingInfo Info { get; } =
        new()
        {
            Format = RecordingFormat.Drs4,
            Description = "DRS4 evaluation board",
            TickPicoseconds = 1e9,
        };

    private protected override int HeaderBytes => EventHeaderBytes + BoardBytes;

    private static ReadOnlySpan<byte> EventMark => "EHDR"u8;

    internal static bool Recognises(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("DRS2"u8) || bytes.StartsWith("DRS8"u8) || bytes.StartsWith("TIMEB#"u8))
            return true;
        int at = bytes.IndexOf(EventMark);
        return at >= 0 && bytes.Length - at >= EventHeaderBytes + BoardBytes && IsEvent(bytes[at..]);
    }

    private protected override int Candidate(ReadOnlySpan<byte> bytes, int from)
    {
        if (from >= bytes.Length)
            return -1;
        int next = bytes[from..].IndexOf(EventMark);
        return next < 0 ? -1 : from + next;
    }

    private protected override Measured Measure(ReadOnlySpan<byte> bytes, bool strict, out int length)
    {
        length = HeaderBytes;
        if (bytes.Length < HeaderBytes)
            return Begins(bytes) ? Measured.Unknown : Measured.None;
        if (!bytes.StartsWith(EventMark))
            return strict ? Measured.None : MeasureHeader(bytes, out length);
        if (!IsEvent(bytes))
            return Measured.None;
        if (eventBytes > 0)
        {
            length = eventBytes;
            return Measured.Record;
        }
        // No time header has told the layout: the event's own marks do.
        return Walk(bytes, EventHeaderBytes, BoardBytes, ChannelBytes, out length, out _);
    }

    private protected override bool Deliver(ReadOnlySpan<byte> record, long offset, RecordingSink sink)
    {
        if (!record.StartsWith(EventMark))
        {
            ReadHeader(record);
            return true;
        }
        eventBytes = record.Length;
        long time = Milliseconds(record[8..]);
        var place = new RecordPlace(offset, record.Length, Time: time);
        var verdict = sink.Sequence(0, BinaryPrimitives.ReadUInt32LittleEndian(record[4..]), 32, place, record);
        if (verdict.IsRepeated)
            return true;
        int board = -1,
            channel = 0;
        for (int at = EventHeaderBytes; at < record.Length && !sink.IsStopped; )
        {
            var rest = record[at..];
            if (rest.StartsWith("B#"u8))
            {
                board = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
                at += BoardBytes;
            }
            else if (TryChannel(rest, out channel) && board >= 0)
            {
                DeliverChannel(rest, offset, board, channel, time, verdict, sink);
                at += ChannelBytes;
            }
            else
            {
                sink.Fault(
                    FaultKind.Corrupt,
                    offset + at,
                    record.Length - at,
                    "a mark inside an event is damaged; its remaining channels are left out"
                );
                return true;
            }
        }
        return true;
    }

    private static void DeliverChannel(
        ReadOnlySpan<byte> bytes,
        long offset,
        int board,
        int channel,
        long time,
        SequenceVerdict verdict,
        RecordingSink sink
    ) =>
        sink.Deliver(
            new RecordedEvent
            {
                Offset = offset,
                Number = verdict.Number,
                TimeStamp = time,
                Orbit = -1,
                Bc = -1,
                Board = board,
                Channel = channel,
                Channels = 1,
                IsLate = verdict.IsLate,
                Samples = new SampleSpan(ElementKind.UInt16, bytes[8..ChannelBytes]),
            }
        );

    private static bool Begins(ReadOnlySpan<byte> bytes)
    {
        int n = Math.Min(4, bytes.Length);
        return bytes[..n].SequenceEqual(EventMark[..n])
            || bytes[..n].SequenceEqual("DRS2"u8[..n])
            || bytes[..n].SequenceEqual("TIME"u8[..n]);
    }

    private static bool IsEvent(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(EventMark)
        && bytes[EventHeaderBytes..].StartsWith("B#"u8)
        && BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]) is >= 1 and <= 12;

    private static bool TryChannel(ReadOnlySpan<byte> bytes, out int channel)
    {
        channel = 0;
        if (bytes.Length < 4 || !bytes.StartsWith("C0"u8) || !char.IsAsciiDigit((char)bytes[2]) || !char.IsAsciiDigit((char)bytes[3]))
            return false;
        channel = 10 * (bytes[2] - '0') + bytes[3] - '0';
        return true;
    }

    /// <summary>Follows the marks of boards and channels to the first that is neither.</summary>
    private static Measured Walk(ReadOnlySpan<byte> bytes, int at, int boardBytes, int channelBytes, out int length, out int channels)
    {
        channels = 0;
        while (true)
        {
            length = at + 4;
            if (bytes.Length < length)
                return Measured.Unknown;
            bool isBoard = bytes[at..].StartsWith("B#"u8);
            bool isChannel = !isBoard && TryChannel(bytes[at..], out _);
            length = at;
            if (!isBoard && !isChannel)
                return Measured.Record;
            if (at > MaxRecordBytes)
                return Measured.None;
            at += isBoard ? boardBytes : channelBytes;
            if (isChannel)
                channels++;
        }
    }

    private static long Milliseconds(ReadOnlySpan<byte> date)
    {
        Span<int> parts = stackalloc int[7];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = BinaryPrimitives.ReadUInt16LittleEndian(date[(2 * i)..]);
        bool valid =
            parts[0] is > 0 and < 10000
            && parts[1] is >= 1 and <= 12
            && parts[2] >= 1
            && parts[2] <= DateTime.DaysInMonth(parts[0], parts[1])
            && parts[3] < 24
            && parts[4] < 60
            && parts[5] < 60
            && parts[6] < 1000;
        return valid
            ? new DateTimeOffset(
                parts[0],
                parts[1],
                parts[2],
                parts[3],
                parts[4],
                parts[5],
                parts[6],
                TimeSpan.Zero
            ).ToUnixTimeMilliseconds()
            : -1;
    }

    private static Measured MeasureHeader(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        int at = bytes.StartsWith("DRS"u8) ? 4 : 0;
        return bytes[at..].StartsWith("TIME"u8) ? Walk(bytes, at + 4, 4, CalibrationBytes, out length, out _) : Measured.None;
    }

    private void ReadHeader(ReadOnlySpan<byte> header)
    {
        int boards = 0,
            channels = 0;
        double nanoseconds = 0;
        for (int at = header.IndexOf("TIME"u8) + 4; at < header.Length; )
        {
            if (header[at..].StartsWith("B#"u8))
            {
                boards++;
                at += 4;
                continue;
            }
            channels++;
            for (int cell = 0; cell < Cells; cell++)
                nanoseconds += BinaryPrimitives.ReadSingleLittleEndian(header[(at + 4 + 4 * cell)..]);
            at += CalibrationBytes;
        }
        if (channels == 0)
            return;
        eventBytes = EventHeaderBytes + boards * BoardBytes + channels * ChannelBytes;
        Info.SamplePicoseconds = 1000 * nanoseconds / (channels * Cells);
        Info.Description =
            $"DRS4 evaluation board, {boards} board{(boards == 1 ? "" : "s")}, {channels} channel{(channels == 1 ? "" : "s")}";
    }
}
