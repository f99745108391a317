using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Trees;

/// <summary>512-bit vectors.</summary>
internal readonly unsafe struct Bits512 : IBits<Vector512<int>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static Vector512<int> OrAnd(Vector512<int> a, Vector512<int> b, Vector512<int> c) => Avx512F.TernaryLogic(a, b, c, 0xF8);

    [MethodImpl(Inline)]
    public static Vector512<int> AddBytes(Vector512<int> a, Vector512<int> b) => (a.AsByte() + b.AsByte()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> ShiftRightHalvesUnsigned(Vector512<int> a, int bits) => (a.AsUInt16() >> bits).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> ShiftLeftHalves(Vector512<int> a, int bits) => (a.AsUInt16() << bits).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> GreaterBytes(Vector512<int> a, Vector512<int> b) =>
        Vector512.Min(Avx512BW.SubtractSaturate(a.AsByte(), b.AsByte()), Vector512<byte>.One).AsInt32();

    public static bool HasLookup64 => Avx512Vbmi.IsSupported;

    [MethodImpl(Inline)]
    public static Vector512<int> Lookup64(byte* table, Vector512<int> index) =>
        Avx512Vbmi.IsSupported ? Avx512Vbmi.PermuteVar64x8(Vector512.Load(table), index.AsByte()).AsInt32() : EachByte(table, index);

    [MethodImpl(Inline)]
    public static Vector512<int> Repeat16(byte* table) => Avx512F.BroadcastVector128ToVector512((int*)table);

    // A table that is repeated in all 128 bits can be looked up by six bits as well as by four; then the others need not be cleared.
    [MethodImpl(Inline)]
    public static Vector512<int> LowNibbles(Vector512<int> bytes) => Avx512Vbmi.IsSupported ? bytes : bytes & Vector512.Create(0x0F0F0F0F);

    [MethodImpl(Inline)]
    public static Vector512<int> Lookup16(Vector512<int> table, Vector512<int> index) =>
        Avx512Vbmi.IsSupported
            ? Avx512Vbmi.PermuteVar64x8(table.AsByte(), index.AsByte()).AsInt32()
            : Avx512BW.Shuffle(table.AsByte(), index.AsByte()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> Lookup256(byte* table, Vector512<int> index)
    {
        if (!Avx512Vbmi.IsSupported)
            return EachByte(table, index);
        var lower = Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(table), index.AsByte(), Vector512.Load(table + 64));
        var upper = Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(table + 128), index.AsByte(), Vector512.Load(table + 192));
        return Vector512.ConditionalSelect(Vector512.LessThan(index.AsSByte(), Vector512<sbyte>.Zero).AsByte(), upper, lower).AsInt32();
    }

    [SkipLocalsInit]
    private static Vector512<int> EachByte(byte* table, Vector512<int> index)
    {
        byte* bytes = stackalloc byte[Vector512<byte>.Count];
        index.AsByte().Store(bytes);
        for (int i = 0; i < Vector512<byte>.Count; i++)
            bytes[i] = table[bytes[i]];
        return Vector512.Load(bytes).AsInt32();
    }
}
