using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Runtime.Recording;

/// <summary>
/// CRC-32C by folding (V. Gopal et al., "Fast CRC computation for generic polynomials using PCLMULQDQ", 2009) in 512-bit registers: what
/// stands D bits before the end of a message may be replaced by its product with x^D modulo the polynomial at the end. Four registers of 64
/// bytes take 256 bytes at a time; they are folded into one, its four lanes into the last, and the CRC
/// instruction divides the 16 bytes that remain.
/// </summary>
internal static class Crc32CFolding
{
    /// <summary>What fills one register.</summary>
    internal const int LeastBytes = 64;

    private const int Block = 4 * LeastBytes;
    private const int LongestBits = 8 * Block;

    private static readonly uint[] Powers = Crc32C.Powers(LongestBits + 64);
    private static readonly Vector512<ulong> By256Bytes = Shift(2048, 2048, 2048, 2048);
    private static readonly Vector512<ulong> By192Bytes = Shift(1536, 1536, 1536, 1536);
    private static readonly Vector512<ulong> By128Bytes = Shift(1024, 1024, 1024, 1024);
    private static readonly Vector512<ulong> By64Bytes = Shift(512, 512, 512, 512);

    /// <summary>Each lane to the last one, which itself stays where it is and is added apart.</summary>
    private static readonly Vector512<ulong> ToLastLane = Shift(384, 256, 128, 0);

    internal static bool IsSupported => Pclmulqdq.V512.IsSupported && Avx512F.IsSupported && Sse42.X64.IsSupported;

    /// <summary>Continues a register, which is the inverted checksum.</summary>
    /// <param name="crc">The register.</param>
    /// <param name="bytes">At least <see cref="LeastBytes"/>.</param>
    internal static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        int at,
            length = bytes.Length;
        var d = Load(ref start, 0) ^ Vector512.CreateScalar((ulong)crc);
        if (length >= Block)
        {
            Vector512<ulong> a = d,
                b = Load(ref start, 64),
                c = Load(ref start, 128);
            d = Load(ref start, 192);
            for (at = Block; length - at >= Block; at += Block)
            {
                a = Fold(a, By256Bytes) ^ Load(ref start, at);
                b = Fold(b, By256Bytes) ^ Load(ref start, at + 64);
                c = Fold(c, By256Bytes) ^ Load(ref start, at + 128);
                d = Fold(d, By256Bytes) ^ Load(ref start, at + 192);
            }
            d ^= Fold(a, By192Bytes) ^ Fold(b, By128Bytes) ^ Fold(c, By64Bytes);
        }
        else
        {
            at = LeastBytes;
        }
        for (; length - at >= LeastBytes; at += LeastBytes)
            d = Fold(d, By64Bytes) ^ Load(ref start, at);
        var lanes = Fold(d, ToLastLane);
        var halves = lanes.GetLower() ^ lanes.GetUpper();
        var rest = halves.GetLower() ^ halves.GetUpper() ^ d.GetUpper().GetUpper();
        ulong divided = Sse42.X64.Crc32(Sse42.X64.Crc32(0, rest.ToScalar()), rest.GetElement(1));
        return Crc32C.OneWay((uint)divided, bytes[at..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Load(ref byte start, int at) => Vector512.LoadUnsafe(ref Unsafe.Add(ref start, at)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Fold(Vector512<ulong> value, Vector512<ulong> shift) =>
        Pclmulqdq.V512.CarrylessMultiply(value, shift, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(value, shift, 0x11);

    /// <summary>
    /// Constants that move each 128-bit lane by so many bits; 0 takes the lane away. The first word of a lane stands 64 bits before the
    /// second. The product of a reflected word of 64 bits with one of 32 stands 33 bits low in 128.
    /// </summary>
    private static Vector512<ulong> Shift(params ReadOnlySpan<int> bits)
    {
        Span<ulong> words = stackalloc ulong[8];
        for (int lane = 0; lane < bits.Length; lane++)
        {
            words[2 * lane] = bits[lane] == 0 ? 0 : Powers[bits[lane] + 64 - 33];
            words[2 * lane + 1] = bits[lane] == 0 ? 0 : Powers[bits[lane] - 33];
        }
        return Vector512.Create<ulong>(words);
    }
}
