using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Runtime.Recording;

/// <summary>
/// CRC-32C (Castagnoli, polynomial 0x1EDC6F41, reflected; RFC 3720, appendix B.4). Where the processor multiplies without carries in 512
/// bits, 64 bytes are folded at a time (<see cref="Crc32CFolding"/>). Otherwise: one chain of the processor's CRC instruction waits three
/// cycles for each word; three chains over thirds of the data keep it busy, and two carry-less products join them.
/// </summary>
public static class Crc32C
{
    /// <summary>Longest third, in 8-byte words: the joining constants are a table of this length.</summary>
    private const int MaxWords = 170;
    private const uint Polynomial = 0x82F63B78;

    private static readonly uint[] Slices = MakeSlices();

    /// <summary>At 2 w and 2 w + 1: x^(n - 33) mod P, reflected, for a shift by n = 64 (2 w + 1) and n = 64 (w + 1) bits. The 33
    /// makes up for the product of two reflected
    /// 32-bit numbers standing one bit low in 64 and for the division that the CRC instruction does by itself.</summary>
    private static readonly uint[] Shifts = MakeShifts();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>Continues a checksum: <c>Append(Of(a), b)</c> is the checksum of a followed by b.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes) =>
        Crc32CFolding.IsSupported && bytes.Length >= Crc32CFolding.LeastBytes ? ~Crc32CFolding.Append(~checksum, bytes)
        : Sse42.X64.IsSupported && Pclmulqdq.IsSupported ? ~ThreeWay(~checksum, bytes)
        : System.Runtime.Intrinsics.Arm.Crc32.Arm64.IsSupported ? ~OneWay(~checksum, bytes)
        : ~Sliced(~checksum, bytes);

    /// <summary>The same by tables alone, for processors without a CRC instruction.</summary>
    internal static uint Software(ReadOnlySpan<byte> bytes) => ~Sliced(~0u, bytes);

    /// <summary>The same by one chain of the CRC instruction.</summary>
    internal static uint Serial(ReadOnlySpan<byte> bytes) => ~OneWay(~0u, bytes);

    /// <summary>The same by three chains, or one where the processor has no carry-less products.</summary>
    internal static uint Chained(ReadOnlySpan<byte> bytes) =>
        Sse42.X64.IsSupported && Pclmulqdq.IsSupported ? ~ThreeWay(~0u, bytes) : Serial(bytes);

    private static uint ThreeWay(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 96)
        {
            int words = Math.Min(MaxWords, bytes.Length / 24);
            int third = words * 8;
            ref byte start = ref MemoryMarshal.GetReference(bytes);
            ulong a = crc,
                b = 0,
                c = 0;
            int last = third - 8;
            for (int i = 0; i < last; i += 8)
            {
                a = Sse42.X64.Crc32(a, Word(ref start, i));
                b = Sse42.X64.Crc32(b, Word(ref start, third + i));
                c = Sse42.X64.Crc32(c, Word(ref start, 2 * third + i));
            }
            a = Sse42.X64.Crc32(a, Word(ref start, last));
            b = Sse42.X64.Crc32(b, Word(ref start, third + last));
            // a has 2 thirds still before it and b one; both are folded into the last word of the third chain, which has 8 bytes before it.
            ulong folded = Multiply((uint)a, Shifts[2 * words]) ^ Multiply((uint)b, Shifts[2 * words + 1]);
            crc = (uint)Sse42.X64.Crc32(c, Word(ref start, 2 * third + last) ^ folded);
            bytes = bytes[(3 * third)..];
        }
        return OneWay(crc, bytes);
    }

    /// <summary>Continues a register, which is the inverted checksum, by one chain.</summary>
    internal static uint OneWay(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        if (bytes.Length >= 4)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
            bytes = bytes[4..];
        }
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }

    private static uint Sliced(uint crc, ReadOnlySpan<byte> bytes)
    {
        var table = Slices;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = 0;
            for (int i = 0; i < 8; i++)
                crc ^= table[(7 - i) * 256 + (byte)(word >> (8 * i))];
        }
        foreach (byte b in bytes)
            crc = table[(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref byte start, int offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));

    private static ulong Multiply(uint a, uint b) =>
        Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar((ulong)a), Vector128.CreateScalar((ulong)b), 0).ToScalar();

    private static uint[] MakeSlices()
    {
        var table = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
                crc = Step(crc);
            table[i] = crc;
        }
        for (int i = 256; i < table.Length; i++)
            table[i] = (table[i - 256] >> 8) ^ table[(byte)table[i - 256]];
        return table;
    }

    private static uint[] MakeShifts()
    {
        uint[] powers = Powers(64 * (2 * MaxWords + 1));
        var shifts = new uint[2 * (MaxWords + 1)];
        for (int words = 1; words <= MaxWords; words++)
        {
            shifts[2 * words] = powers[64 * 2 * words - 33];
            shifts[2 * words + 1] = powers[64 * words - 33];
        }
        return shifts;
    }

    /// <summary>x^0, x^1, ... modulo the polynomial, reflected: the highest bit is x^0, and each step multiplies by x.</summary>
    internal static uint[] Powers(int count)
    {
        var powers = new uint[count];
        powers[0] = 0x80000000;
        for (int i = 1; i < count; i++)
            powers[i] = Step(powers[i - 1]);
        return powers;
    }

    private static uint Step(uint crc) => (crc >> 1) ^ (Polynomial & (0 - (crc & 1)));
}
