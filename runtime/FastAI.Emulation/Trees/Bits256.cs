using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Trees;

/// <summary>256-bit vectors.</summary>
internal readonly unsafe struct Bits256 : IBits<Vector256<int>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static Vector256<int> OrAnd(Vector256<int> a, Vector256<int> b, Vector256<int> c) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.TernaryLogic(a, b, c, 0xF8) : a | (b & c);

    [MethodImpl(Inline)]
    public static Vector256<int> AddBytes(Vector256<int> a, Vector256<int> b) => (a.AsByte() + b.AsByte()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> ShiftRightHalvesUnsigned(Vector256<int> a, int bits) => (a.AsUInt16() >> bits).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> ShiftLeftHalves(Vector256<int> a, int bits) => (a.AsUInt16() << bits).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> GreaterBytes(Vector256<int> a, Vector256<int> b) =>
        (Vector256.GreaterThan(a.AsByte(), b.AsByte()) & Vector256<byte>.One).AsInt32();

    public static bool HasLookup64 => false;

    public static Vector256<int> Lookup64(byte* table, Vector256<int> index) => Lookup256(table, index);

    [MethodImpl(Inline)]
    public static Vector256<int> Repeat16(byte* table) => Avx2.BroadcastVector128ToVector256((int*)table);

    [MethodImpl(Inline)]
    public static Vector256<int> LowNibbles(Vector256<int> bytes) => bytes & Vector256.Create(0x0F0F0F0F);

    [MethodImpl(Inline)]
    public static Vector256<int> Lookup16(Vector256<int> table, Vector256<int> index) =>
        Avx2.Shuffle(table.AsByte(), index.AsByte()).AsInt32();

    [SkipLocalsInit]
    public static Vector256<int> Lookup256(byte* table, Vector256<int> index)
    {
        byte* bytes = stackalloc byte[Vector256<byte>.Count];
        index.AsByte().Store(bytes);
        for (int i = 0; i < Vector256<byte>.Count; i++)
            bytes[i] = table[bytes[i]];
        return Vector256.Load(bytes).AsInt32();
    }
}
