using System.Buffers.Binary;
using System.Text;
using FastAI.Runtime.Data;
using FastAI.Runtime.Recording.Integrity;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>
/// Decodes MIDAS files (.mid): events of banks with 16-bit headers, 32-bit headers, and 32-bit headers aligned to 64 bits. Each bank of
/// numbers is a record; its channel is the position of its name among those met. Begin and end of run and messages are known by the mark
/// "MI" and hold no samples. Layout by MIDAS's include/midas.h (EVENT_HEADER, BANK_HEADER, BANK, BANK32, the TID numbers; BANK_FORMAT_32BIT
/// is bit 4 of the flags) and by the independent reader MIDAS-rs/midasio: headers of 8, 12 and 16 bytes, the last with 4 reserved. That
/// every bank's data is padded to 8 bytes, which its size does not count, is how MIDAS's own bank functions step; no recording of an
/// experiment was at hand to hold it against.
/// </summary>
internal sealed class MidasDecoder : RecordDecoder
{
    private const int EventBytes = 16;
    private const int BankListBytes = 8;
    private const int MaxBanks = 4096;
    private const ushort BeginOfRun = 0x8000;
    private const ushort Message = 0x8002;
    private const ushort Mark = 0x494D;

    private readonly Dictionary<uint, int> banks = [];

    internal override RecordingInfo Info { get; } =
        new()
        {
            Format = RecordingFormat.Midas,
            Description = "MIDAS events with banks",
            TickPicoseconds = 1e12,
        };

    private protected override int HeaderBytes => EventBytes + BankListBytes;

    internal static bool? Recognises(ReadOnlySpan<byte> bytes, bool last)
    {
        if (bytes.Length < EventBytes + BankListBytes)
            return last ? false : null;
        return IsSystem(bytes) || IsEvent(bytes);
    }

    private protected override Measured Measure(ReadOnlySpan<byte> bytes, bool strict, out int length)
    {
        length = HeaderBytes;
        if (bytes.Length < EventBytes)
            return Measured.Unknown;
        uint data = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        if (data > MaxRecordBytes - EventBytes)
            return Measured.None;
        if (IsSystem(bytes))
        {
            length = EventBytes + (int)data;
            return Measured.Record;
        }
        if (bytes.Length < HeaderBytes)
            return Measured.Unknown;
        if (!IsEvent(bytes))
            return Measured.None;
        length = EventBytes + (int)data;
        return Measured.Record;
    }

    private protected override bool Deliver(ReadOnlySpan<byte> record, long offset, RecordingSink sink)
    {
        int id = BinaryPrimitives.ReadUInt16LittleEndian(record);
        uint serial = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
        if (IsSystem(record))
        {
            if (id == BeginOfRun)
                Info.Run = serial;
            return true;
        }
        long time = BinaryPrimitives.ReadUInt32LittleEndian(record[8..]);
        var verdict = sink.Sequence(id, serial, 32, new RecordPlace(offset, record.Length, Time: time), record);
        if (verdict.IsRepeated)
            return true;
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(record[(EventBytes + 4)..]);
        int header =
            flags == 1 ? 8
            : flags == 0x11 ? 12
            : 16;
        for (int at = EventBytes + BankListBytes; record.Length - at >= header && !sink.IsStopped; )
        {
            var bank = record[at..];
            long size =
                flags == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bank[6..]) : BinaryPrimitives.ReadUInt32LittleEndian(bank[8..]);
            uint type =
                flags == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bank[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(bank[4..]);
            if (size > bank.Length - header)
            {
                sink.Fault(
                    FaultKind.Corrupt,
                    offset + at,
                    bank.Length,
                    $"bank {Name(bank)} claims {size} bytes, {bank.Length - header} are left in its event"
                );
                return true;
            }
            if (Kind(type) is { } kind && size > 0 && size % kind.Size() == 0 && TryChannel(bank, out int channel))
            {
                sink.Deliver(
                    new RecordedEvent
                    {
                        Offset = offset,
                        Number = verdict.Number,
                        TimeStamp = time,
                        Orbit = -1,
                        Bc = -1,
                        Board = id,
                        Channel = channel,
                        Channels = 1,
                        IsLate = verdict.IsLate,
                        Samples = new SampleSpan(kind, bank.Slice(header, (int)size)),
                    }
                );
            }
            at += header + (int)((size + 7) & ~7L);
        }
        return true;
    }

    private static bool IsSystem(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes) is >= BeginOfRun and <= Message
        && BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) == Mark;

    /// <summary>An event's bank list is as long as the event, less its own header.</summary>
    private static bool IsEvent(ReadOnlySpan<byte> bytes)
    {
        uint data = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        uint list = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        return data >= BankListBytes
            && list == data - BankListBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) is 1 or 0x11 or 0x31;
    }

    private static ElementKind? Kind(uint type) =>
        type switch
        {
            1 => ElementKind.UInt8,
            2 => ElementKind.Int8,
            4 => ElementKind.UInt16,
            5 => ElementKind.Int16,
            6 => ElementKind.UInt32,
            7 => ElementKind.Int32,
            9 => ElementKind.Float32,
            10 => ElementKind.Float64,
            17 => ElementKind.Int64,
            18 => ElementKind.UInt64,
            _ => null,
        };

    private static string Name(ReadOnlySpan<byte> bank) => Encoding.Latin1.GetString(bank[..4]);

    private bool TryChannel(ReadOnlySpan<byte> bank, out int channel)
    {
        uint name = BinaryPrimitives.ReadUInt32LittleEndian(bank);
        if (banks.TryGetValue(name, out channel))
            return true;
        if (banks.Count == MaxBanks)
            return false;
        channel = banks.Count;
        banks.Add(name, channel);
        Info.Channels = Info.Channels.Add(new(0, channel, 0, Name(bank)));
        return true;
    }
}
