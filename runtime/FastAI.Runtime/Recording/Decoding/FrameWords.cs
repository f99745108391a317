using System.Buffers.Binary;
using System.Numerics;

namespace FastAI.Runtime.Recording.Decoding;

/// <summary>
/// A frame's header as the six words that it is, each read once: for the way of a small frame through the decoder the reading of single
/// fields, each with its bounds, would be a good part of the work. README.md of this folder's parent gives every byte.
/// </summary>
internal readonly struct FrameWords
{
    /// <summary>Magic, version and kind of a data frame.</summary>
    private const ulong DataHead = 0x0000_0201_4649_41F5;
    private const ulong HeadMask = 0x0000_FFFF_FFFF_FFFF;

    /// <summary>What a checksum comes to behind bytes that end in their own: the residue of CRC-32C (RFC 3720, appendix B.4), inverted.</summary>
    private const uint BehindChecksum = 0x48674BC7;

    private readonly ulong head;
    private readonly ulong numbers;
    private readonly ulong time;
    private readonly ulong place;
    private readonly ulong extent;
    private readonly ulong tail;

    /// <param name="bytes">At least <see cref="FrameHeader.Size"/> long.</param>
    internal FrameWords(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..FrameHeader.Size];
        head = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        numbers = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        time = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        place = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        extent = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        tail = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]);
    }

    /// <summary>Whether a data frame starts here and its fields agree with each other; checksums are not looked at.</summary>
    internal bool IsData
    {
        get
        {
            ulong samples = (ulong)(ushort)(extent >> 16) * (extent >> 32);
            // Sizes of the kinds: 1, 2, 2 and 4 bytes.
            return (head & HeadMask) == DataHead
                && Kind < FrameHeader.SampleKinds.Length
                && (uint)tail <= FrameHeader.MaxPayload
                && samples << ((Kind + 1) >> 1) == (uint)tail;
        }
    }

    /// <summary>Bytes of the whole frame.</summary>
    internal int FrameBytes => FrameHeader.Size + (int)tail + FrameHeader.TrailerSize;

    internal uint Sequence => (uint)numbers;

    private int Kind => (int)(head >> 48) & 0xFF;

    private FrameFlags Flags => (FrameFlags)(head >> 56);

    /// <summary>Whether all fields that the frames of a stream have in common are those of another: all but numbers, time, orbit, BC and
    /// checksum.</summary>
    internal bool IsLike(in FrameWords other) =>
        ((head ^ other.head) | ((place ^ other.place) >> 48) | (extent ^ other.extent) | (uint)(tail ^ other.tail)) == 0;

    /// <summary>Whether both checksums of a frame are those of its bytes. They are computed side by side: behind a header whose own is good
    /// the frame's is a constant.</summary>
    internal bool IsIntact(ReadOnlySpan<byte> frame) =>
        Checksum == (uint)(tail >> 32)
        & Crc32C.Append(BehindChecksum, frame[FrameHeader.Size..^FrameHeader.TrailerSize])
            == BinaryPrimitives.ReadUInt32LittleEndian(frame[^FrameHeader.TrailerSize..]);

    private uint Checksum
    {
        get
        {
            uint crc = BitOperations.Crc32C(BitOperations.Crc32C(BitOperations.Crc32C(~0u, head), numbers), time);
            return ~BitOperations.Crc32C(BitOperations.Crc32C(BitOperations.Crc32C(crc, place), extent), (uint)tail);
        }
    }

    /// <summary>Writes what all frames like this one have in common.</summary>
    internal void Describe(ref RecordedEvent recorded)
    {
        recorded.Board = (int)(place >> 48);
        recorded.Channel = (ushort)extent;
        recorded.Channels = (ushort)(extent >> 16);
        recorded.IsContinuous = (Flags & FrameFlags.Continuous) != 0;
    }

    /// <summary>Writes what each frame has of its own.</summary>
    internal void Locate(ref RecordedEvent recorded)
    {
        recorded.Number = (long)(numbers >> 32);
        recorded.TimeStamp = (Flags & FrameFlags.HasTime) != 0 ? (long)time : -1;
        bool hasBc = (Flags & FrameFlags.HasBc) != 0;
        recorded.Orbit = hasBc ? (uint)place : -1;
        recorded.Bc = hasBc ? (ushort)(place >> 32) : -1;
        (recorded.FollowsGap, recorded.IsLate) = (false, false);
    }

    /// <summary>The samples of a frame.</summary>
    internal SampleSpan Samples(ReadOnlySpan<byte> frame) =>
        new(FrameHeader.SampleKinds[Kind], frame[FrameHeader.Size..^FrameHeader.TrailerSize]);
}
