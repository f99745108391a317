using System.Buffers.Text;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording.Integrity;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>
/// Decodes the ASCII of the SuperNEMO calorimeter boards: header lines, then per hit the line "===HIT n", a line of names and values
/// (address, time, and what the board's firmware computed), and a line of samples.
/// </summary>
internal sealed class SuperNemoDecoder : RecordDecoder
{
    private const int Lines = 3;
    private const int MaxSamples = 1 << 16;
    private const int MaxFields = 64;
    private const int MaxHitBytes = MaxSamples * 8;
    private const int MaxHeadBytes = 1 << 16;

    private readonly short[] samples = new short[MaxSamples];
    private readonly long[] values = new long[MaxFields];
    private int usualSamples = -1;
    private int usualFields = -1;

    internal override RecordingInfo Info { get; } =
        new()
        {
            Format = RecordingFormat.SuperNemo,
            Description = "SuperNEMO calorimeter boards, ASCII",
            TickPicoseconds = 6250,
            SamplePicoseconds = 390.625,
        };

    private protected override int HeaderBytes => Mark.Length;

    private static ReadOnlySpan<byte> Mark => "===HIT "u8;

    internal static bool Recognises(ReadOnlySpan<byte> bytes) => bytes.IndexOf("===HIT "u8) >= 0 && bytes.IndexOf("RawTDC "u8) >= 0;

    private protected override int Candidate(ReadOnlySpan<byte> bytes, int from)
    {
        if (from >= bytes.Length)
            return -1;
        int next = bytes[from..].IndexOf(Mark);
        if (next >= 0)
            return from + next;
        // A mark may begin in the last bytes at hand.
        for (int n = Math.Min(Mark.Length - 1, bytes.Length - from); n > 0; n--)
            if (Mark.StartsWith(bytes[^n..]))
                return bytes.Length - n;
        return -1;
    }

    private protected override Measured Measure(ReadOnlySpan<byte> bytes, bool strict, out int length)
    {
        length = bytes.Length + 1;
        int n = Math.Min(bytes.Length, Mark.Length);
        if (!bytes[..n].SequenceEqual(Mark[..n]) || IsLegend(bytes))
            return strict ? Measured.None : MeasureHead(bytes, ref length);
        int at = 0;
        for (int line = 1; line <= Lines; line++)
        {
            int end = bytes[at..].IndexOf((byte)'\n');
            if (end < 0 && bytes.Length > MaxHitBytes)
                return Measured.None;
            if (end < 0 && AtEnd && line == Lines && at < bytes.Length)
                end = bytes.Length - at - 1;
            if (end < 0)
                return Measured.Unknown;
            at += end + 1;
        }
        length = at;
        return Measured.Record;
    }

    private protected override bool Deliver(ReadOnlySpan<byte> record, long offset, RecordingSink sink)
    {
        if (!record.StartsWith(Mark) || IsLegend(record))
            return true;
        int first = record.IndexOf((byte)'\n') + 1;
        int second = first + record[first..].IndexOf((byte)'\n') + 1;
        var rest = record[Mark.Length..first];
        var fields = new Hit();
        if (!TryNumber(ref rest, out long number) || !Read(record[first..second], ref fields))
        {
            sink.Fault(FaultKind.Corrupt, offset, record.Length, "the lines before the samples of a hit cannot be read");
            return true;
        }
        int count = Samples(record[second..]);
        if (count <= 0 || (usualSamples > 0 && count != usualSamples))
        {
            sink.Fault(
                FaultKind.Corrupt,
                offset,
                record.Length,
                count < 0 ? "a sample is not a number of 16 bits" : $"a hit has {count} samples"
            );
            return true;
        }
        usualSamples = count;
        usualFields = fields.Count;
        var verdict = sink.Sequence(
            0,
            (ulong)number & uint.MaxValue,
            32,
            new RecordPlace(offset, record.Length, Time: fields.Time),
            record
        );
        if (verdict.IsRepeated)
            return true;
        sink.Deliver(
            new RecordedEvent
            {
                Offset = offset,
                Number = verdict.Number,
                TimeStamp = fields.Time,
                Orbit = -1,
                Bc = -1,
                Board = fields.Slot,
                Channel = fields.Channel,
                Channels = 1,
                IsLate = verdict.IsLate,
                Samples = new SampleSpan(ElementKind.Int16, MemoryMarshal.AsBytes(samples.AsSpan(0, count))),
                Results = values.AsSpan(0, fields.Count),
            }
        );
        return true;
    }

    /// <summary>A line of the file's head explains the hits with a mark of its own.</summary>
    private static bool IsLegend(ReadOnlySpan<byte> bytes) =>
        bytes.Length > Mark.Length && bytes.StartsWith(Mark) && !char.IsAsciiDigit((char)bytes[Mark.Length]);

    private static bool TryWord(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> word)
    {
        text = text.TrimStart(" \t\r\n"u8);
        int end = text.IndexOfAny(" \t\r\n"u8);
        word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return word.Length > 0;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return TryWord(ref text, out var word) && Utf8Parser.TryParse(word, out value, out int used) && used == word.Length;
    }

    /// <summary>The lines before the first hit.</summary>
    private Measured MeasureHead(ReadOnlySpan<byte> bytes, ref int length)
    {
        if (usualSamples >= 0 || !bytes.StartsWith("="u8))
            return Measured.None;
        for (int at = Candidate(bytes, 1); at >= 0 && bytes.Length - at > Mark.Length; at = Candidate(bytes, at + 1))
        {
            if (IsLegend(bytes[at..]))
                continue;
            length = at;
            return Measured.Record;
        }
        return bytes.Length > MaxHeadBytes ? Measured.None : Measured.Unknown;
    }

    /// <summary>"Slot0 Ch1 EvtID 250 RawTDC 2378697594 ...": address, then names and values.</summary>
    private bool Read(ReadOnlySpan<byte> line, ref Hit hit)
    {
        if (!TryWord(ref line, out var slot) || !slot.StartsWith("Slot"u8) || !Utf8Parser.TryParse(slot[4..], out hit.Slot, out _))
            return false;
        if (
            !TryWord(ref line, out var channel)
            || !channel.StartsWith("Ch"u8)
            || !Utf8Parser.TryParse(channel[2..], out hit.Channel, out _)
        )
            return false;
        if (hit.Slot is < 0 or > ushort.MaxValue || hit.Channel is < 0 or > ushort.MaxValue)
            return false;
        hit.Time = -1;
        ImmutableArray<string>.Builder? names = usualFields < 0 ? ImmutableArray.CreateBuilder<string>() : null;
        while (TryWord(ref line, out var name))
        {
            if (hit.Count == MaxFields || !TryNumber(ref line, out values[hit.Count]))
                return false;
            if (name.SequenceEqual("RawTDC"u8))
                hit.Time = values[hit.Count];
            names?.Add(Encoding.ASCII.GetString(name));
            hit.Count++;
        }
        if (names is null)
            return hit.Count == usualFields;
        Info.ResultNames = names.ToImmutable();
        return true;
    }

    /// <summary>Reads all samples; -1 when something is no number.</summary>
    private int Samples(ReadOnlySpan<byte> line)
    {
        int count = 0;
        line = line.TrimEnd(" \t\r\n"u8);
        while (line.Length > 0)
        {
            if (count == samples.Length || !Utf8Parser.TryParse(line, out samples[count++], out int used))
                return -1;
            line = line[used..];
            if (line.Length > 0 && line[0] is not ((byte)' ' or (byte)'\t'))
                return -1;
            line = line.TrimStart(" \t"u8);
        }
        return count;
    }

    private struct Hit
    {
        public int Slot;
        public int Channel;
        public long Time;
        public int Count;
    }
}
