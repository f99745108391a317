using System.Buffers.Binary;
using FastAI.Runtime.Data;

namespace FastAI.Runtime.Recording;

/// <summary>The header of an own frame; README.md of this folder gives every byte.</summary>
public readonly record struct FrameHeader
{
    /// <summary>Bytes of a header with its checksum.</summary>
    public const int Size = 48;

    /// <summary>Bytes of the checksum behind the payload.</summary>
    public const int TrailerSize = 4;

    /// <summary>The largest payload. Bounds what a reader keeps in memory.</summary>
    public const int MaxPayload = 1 << 20;

    public const byte Version = 1;

    internal const int ChecksumOffset = 44;

    public required FrameKind Kind { get; init; }

    public ElementKind Samples { get; init; }

    public FrameFlags Flags { get; init; }

    /// <summary>Position among the data frames of the run, modulo 2^32.</summary>
    public uint Sequence { get; init; }

    public uint EventNumber { get; init; }

    public ulong TimeStamp { get; init; }

    public uint Orbit { get; init; }

    public ushort Bc { get; init; }

    public ushort Board { get; init; }

    /// <summary>The first channel; the others follow it in number.</summary>
    public ushort Channel { get; init; }

    public ushort Channels { get; init; }

    public uint SamplesPerChannel { get; init; }

    public int PayloadBytes { get; init; }

    /// <summary>The first bytes of every frame.</summary>
    public static ReadOnlySpan<byte> Magic => [0xF5, (byte)'A', (byte)'I', (byte)'F'];

    internal static ReadOnlySpan<ElementKind> SampleKinds => [ElementKind.UInt8, ElementKind.Int16, ElementKind.UInt16, ElementKind.Int32];

    /// <summary>Whether own frames can hold samples of a kind.</summary>
    public static bool CanHold(ElementKind kind) => SampleKinds.Contains(kind);

    /// <summary>Writes the header with its checksum.</summary>
    /// <param name="bytes">At least <see cref="Size"/> long.</param>
    public void Write(Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        bytes[4] = Version;
        bytes[5] = (byte)Kind;
        bytes[6] = (byte)Math.Max(0, SampleKinds.IndexOf(Samples));
        bytes[7] = (byte)Flags;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], EventNumber);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], TimeStamp);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Orbit);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[28..], Bc);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[30..], Board);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[32..], Channel);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[34..], Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[36..], SamplesPerChannel);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[40..], PayloadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumOffset..], Crc32C.Of(bytes[..ChecksumOffset]));
    }

    /// <summary>Whether a frame of this version starts here, and its fields agree with each other.</summary>
    /// <param name="bytes">At least <see cref="Size"/> long.</param>
    /// <param name="verify">Whether to check the header's checksum.</param>
    /// <param name="frameBytes">Bytes of the whole frame.</param>
    public static bool IsFrame(ReadOnlySpan<byte> bytes, bool verify, out int frameBytes)
    {
        bytes = bytes[..Size];
        int payload = BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]);
        frameBytes = Size + payload + TrailerSize;
        if (
            !bytes.StartsWith(Magic)
            || bytes[4] != Version
            || bytes[5] is < (byte)FrameKind.Run or > (byte)FrameKind.End
            || bytes[6] >= SampleKinds.Length
            || (uint)payload > MaxPayload
        )
            return false;
        ulong samples = (ulong)BinaryPrimitives.ReadUInt16LittleEndian(bytes[34..]) * BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]);
        if (bytes[5] == (byte)FrameKind.Data && samples * (ulong)SampleKinds[bytes[6]].Size() != (ulong)payload)
            return false;
        return !verify || Crc32C.Of(bytes[..ChecksumOffset]) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]);
    }

    /// <summary>Reads the header of a frame that <see cref="IsFrame"/> has accepted.</summary>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Size];
        return new FrameHeader
        {
            Kind = (FrameKind)bytes[5],
            Samples = SampleKinds[bytes[6]],
            Flags = (FrameFlags)bytes[7],
            Sequence = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            EventNumber = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            TimeStamp = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            Orbit = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
            Bc = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]),
            Board = BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]),
            Channel = BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]),
            Channels = BinaryPrimitives.ReadUInt16LittleEndian(bytes[34..]),
            SamplesPerChannel = BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]),
            PayloadBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]),
        };
    }
}
