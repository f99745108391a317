using System.Buffers.Binary;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording.Integrity;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>
/// Decodes CAEN CoMPASS binary files: a word 0xCAE0 + what each record has (1 energy, 2 calibrated energy, 4 short energy, 8 waveform),
/// then per record board, channel, time in picoseconds, energies, flags, and the waveform behind its code and length.
/// </summary>
internal sealed class CompassDecoder : RecordDecoder
{
    private const int MaxBoards = 256;
    private const int MaxChannels = 256;
    private const int FileHeaderBytes = 2;
    private const long HourPicoseconds = 3_600_000_000_000_000;

    private readonly bool hasEnergy;
    private readonly bool hasCalibrated;
    private readonly bool hasShort;
    private readonly bool hasWaveform;
    private readonly int headerBytes;
    private readonly long[] results;
    private bool begun;
    private byte waveformCode;
    private int usualSamples = -1;
    private long lastTime = -1;

    /// <summary>The last time that those around it agreed with: what is left when the last one is damaged.</summary>
    private long timeBefore = -1;

    internal CompassDecoder(ushort word)
    {
        hasEnergy = (word & 1) != 0;
        hasCalibrated = (word & 2) != 0;
        hasShort = (word & 4) != 0;
        hasWaveform = (word & 8) != 0;
        headerBytes = 12 + (hasEnergy ? 2 : 0) + (hasCalibrated ? 8 : 0) + (hasShort ? 2 : 0) + 4 + (hasWaveform ? 5 : 0);
        results = new long[(hasEnergy ? 1 : 0) + (hasShort ? 1 : 0)];
        Info = new RecordingInfo
        {
            Format = RecordingFormat.Compass,
            Description = $"CAEN CoMPASS (0x{word:X4}){(hasWaveform ? "" : ", without waveforms")}",
            TickPicoseconds = 1,
            ResultNames = [.. hasEnergy ? ["energy"] : Array.Empty<string>(), .. hasShort ? ["energy_short"] : Array.Empty<string>()],
        };
    }

    internal override RecordingInfo Info { get; }

    private protected override int HeaderBytes => headerBytes;

    private protected override bool IsDistinctive => usualSamples >= 0;

    internal static bool Recognises(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 2 && (BinaryPrimitives.ReadUInt16LittleEndian(bytes) & 0xFFF0) == 0xCAE0;

    private protected override bool Learn(ReadOnlySpan<byte> bytes)
    {
        if (!hasWaveform)
            return true;
        for (int at = FileHeaderBytes; at + headerBytes < bytes.Length; at++)
        {
            if (!IsFollowed(bytes[at..]))
                continue;
            usualSamples = (int)Samples(bytes[at..]);
            waveformCode = Code(bytes[at..]);
            return true;
        }
        return false;
    }

    private protected override Measured Measure(ReadOnlySpan<byte> bytes, bool strict, out int length)
    {
        length = FileHeaderBytes;
        if (!begun)
            return bytes.Length < FileHeaderBytes ? Measured.Unknown : Measured.Record;
        length = headerBytes;
        if (bytes.Length < headerBytes)
            return Measured.Unknown;
        long time = Time(bytes);
        if (Board(bytes) >= MaxBoards || Channel(bytes) >= MaxChannels || time < 0)
            return Measured.None;
        if (!hasWaveform)
            return strict && !IsNear(time) ? Measured.None : Measured.Record;
        long samples = Samples(bytes);
        if (samples > (MaxRecordBytes - headerBytes) / 2)
            return Measured.None;
        length += 2 * (int)samples;
        bool alike = usualSamples < 0 || (Code(bytes) == waveformCode && (!strict || samples == usualSamples));
        if (!alike || Code(bytes) >= 32)
            return Measured.None;
        if (!strict || IsNear(time))
            return Measured.Record;
        // Hours behind what came before: a time that is damaged, or a pause that the next record confirms.
        int wanted = length + headerBytes;
        if (bytes.Length >= wanted)
            return IsFollowed(bytes) ? Measured.Record : Measured.None;
        length = wanted;
        return AtEnd ? Measured.None : Measured.Unknown;
    }

    private protected override bool Deliver(ReadOnlySpan<byte> record, long offset, RecordingSink sink)
    {
        if (!begun)
        {
            begun = true;
            return true;
        }
        if (IsNear(Time(record), lastTime))
            timeBefore = lastTime;
        lastTime = Time(record);
        if (hasWaveform)
        {
            usualSamples = (int)Samples(record);
            waveformCode = Code(record);
        }
        int stream = (Board(record) << 8) + Channel(record);
        var verdict = sink.Time(stream, lastTime, new RecordPlace(offset, record.Length), record);
        if (verdict.IsRepeated)
            return true;
        int at = 12,
            result = 0;
        if (hasEnergy)
            results[result++] = Short(record, ref at);
        if (hasCalibrated)
            at += 8;
        if (hasShort)
            results[result] = Short(record, ref at);
        sink.Deliver(
            new RecordedEvent
            {
                Offset = offset,
                Number = sink.Delivered,
                TimeStamp = lastTime,
                Orbit = -1,
                Bc = -1,
                Board = Board(record),
                Channel = Channel(record),
                Channels = 1,
                IsLate = verdict.IsLate,
                Samples = new SampleSpan(ElementKind.UInt16, record[headerBytes..]),
                Results = results,
            }
        );
        return true;
    }

    /// <summary>Whether a record begins here and another of the same waveform follows it within an hour.</summary>
    private bool IsFollowed(ReadOnlySpan<byte> bytes)
    {
        if (!IsPlausible(bytes) || bytes.Length - headerBytes - 2 * Samples(bytes) < headerBytes)
            return false;
        var next = bytes[(headerBytes + 2 * (int)Samples(bytes))..];
        return IsPlausible(next) && Samples(next) == Samples(bytes) && Code(next) == Code(bytes) && IsNear(Time(next), Time(bytes));
    }

    /// <summary>Whether a time is within an hour of one of the last two; before the first any is.</summary>
    private bool IsNear(long time) => lastTime < 0 || IsNear(time, lastTime) || (timeBefore >= 0 && IsNear(time, timeBefore));

    private static bool IsNear(long time, long other) => Math.Abs(time - other) <= HourPicoseconds;

    private bool IsPlausible(ReadOnlySpan<byte> record) =>
        Board(record) < MaxBoards
        && Channel(record) < MaxChannels
        && Time(record) >= 0
        && Code(record) is > 0 and < 32
        && Samples(record) is > 0 and <= (MaxRecordBytes - 64) / 2;

    private static int Board(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt16LittleEndian(record);

    private static int Channel(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt16LittleEndian(record[2..]);

    private static long Time(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[4..]);

    private static int Short(ReadOnlySpan<byte> record, ref int at)
    {
        at += 2;
        return BinaryPrimitives.ReadUInt16LittleEndian(record[(at - 2)..]);
    }

    private byte Code(ReadOnlySpan<byte> record) => record[headerBytes - 5];

    private long Samples(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[(headerBytes - 4)..]);
}
