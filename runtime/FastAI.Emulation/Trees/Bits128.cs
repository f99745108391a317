using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Trees;

/// <summary>128-bit vectors.</summary>
internal readonly unsafe struct Bits128 : IBits<Vector128<int>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static Vector128<int> OrAnd(Vector128<int> a, Vector128<int> b, Vector128<int> c) => a | (b & c);

    [MethodImpl(Inline)]
    public static Vector128<int> AddBytes(Vector128<int> a, Vector128<int> b) => (a.AsByte() + b.AsByte()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> ShiftRightHalvesUnsigned(Vector128<int> a, int bits) => (a.AsUInt16() >> bits).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> ShiftLeftHalves(Vector128<int> a, int bits) => (a.AsUInt16() << bits).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> GreaterBytes(Vector128<int> a, Vector128<int> b) =>
        (Vector128.GreaterThan(a.AsByte(), b.AsByte()) & Vector128<byte>.One).AsInt32();

    public static bool HasLookup64 => false;

    public static Vector128<int> Lookup64(byte* table, Vector128<int> index) => Lookup256(table, index);

    [MethodImpl(Inline)]
    public static Vector128<int> Repeat16(byte* table) => Vector128.Load(table).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> LowNibbles(Vector128<int> bytes) => bytes & Vector128.Create(0x0F0F0F0F);

    [MethodImpl(Inline)]
    public static Vector128<int> Lookup16(Vector128<int> table, Vector128<int> index) =>
        Vector128.Shuffle(table.AsByte(), index.AsByte()).AsInt32();

    [SkipLocalsInit]
    public static Vector128<int> Lookup256(byte* table, Vector128<int> index)
    {
        byte* bytes = stackalloc byte[Vector128<byte>.Count];
        index.AsByte().Store(bytes);
        for (int i = 0; i < Vector128<byte>.Count; i++)
            bytes[i] = table[bytes[i]];
        return Vector128.Load(bytes).AsInt32();
    }
}
