using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace FastAI.Runtime.Recording;

/// <summary>The payload of a run frame: run number, clocks, orbit, channel map.</summary>
public sealed record RunHeader
{
    private const int FixedBytes = 48;
    private const int EntryBytes = 24;
    private const int NameBytes = 16;

    /// <summary>100 ps and 1 s: what is outside of them is no distance of bunch crossings.</summary>
    private const ulong LeastBcFemtoseconds = 100_000,
        MostBcFemtoseconds = 1_000_000_000_000_000;

    public uint Run { get; init; }

    /// <summary>Start of the run in nanoseconds since 1970-01-01 UTC; 0 where unknown.</summary>
    public ulong StartNanoseconds { get; init; }

    /// <summary>Unit of time stamps in femtoseconds; 0 without time stamps.</summary>
    public ulong TickFemtoseconds { get; init; }

    /// <summary>Distance of samples in femtoseconds; 0 where unknown.</summary>
    public ulong SampleFemtoseconds { get; init; }

    /// <summary>Distance of bunch crossings in femtoseconds.</summary>
    public ulong BcFemtoseconds { get; init; } = 25_000_000;

    /// <summary>Bunch crossings of an orbit.</summary>
    public ushort OrbitLength { get; init; } = 3564;

    public ImmutableArray<RecordingChannel> Channels { get; init; } = [];

    /// <summary>The most channels that fit in one frame.</summary>
    public static int MaxChannels => (FrameHeader.MaxPayload - FixedBytes) / EntryBytes;

    public byte[] ToBytes()
    {
        var bytes = new byte[FixedBytes + Channels.Length * EntryBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Run);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), OrbitLength);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), StartNanoseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), TickFemtoseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), SampleFemtoseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), BcFemtoseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), (uint)Channels.Length);
        for (int i = 0; i < Channels.Length; i++)
        {
            var entry = bytes.AsSpan(FixedBytes + i * EntryBytes, EntryBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)Channels[i].Board);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)Channels[i].Channel);
            entry[4] = (byte)Channels[i].Bits;
            Encoding.UTF8.TryGetBytes(Channels[i].Name, entry.Slice(8, NameBytes), out _);
        }
        return bytes;
    }

    /// <summary>Reads the payload of a run frame; null when its size contradicts its contents, or no
    /// machine has such bunch crossings.</summary>
    public static RunHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedBytes)
            return null;
        uint channels = BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]);
        if (bytes.Length != FixedBytes + (long)channels * EntryBytes)
            return null;
        var map = ImmutableArray.CreateBuilder<RecordingChannel>((int)channels);
        for (int i = 0; i < channels; i++)
        {
            var entry = bytes.Slice(FixedBytes + i * EntryBytes, EntryBytes);
            map.Add(
                new(
                    BinaryPrimitives.ReadUInt16LittleEndian(entry),
                    BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]),
                    entry[4],
                    Encoding.UTF8.GetString(entry.Slice(8, NameBytes).TrimEnd((byte)0))
                )
            );
        }
        ulong bc = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        ushort orbit = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        if (bc is < LeastBcFemtoseconds or > MostBcFemtoseconds || orbit == 0)
            return null;
        return new RunHeader
        {
            Run = BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            OrbitLength = orbit,
            StartNanoseconds = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            TickFemtoseconds = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            SampleFemtoseconds = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            BcFemtoseconds = bc,
            Channels = map.MoveToImmutable(),
        };
    }
}
