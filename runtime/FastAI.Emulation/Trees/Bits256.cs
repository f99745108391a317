using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Trees;

/// <summary>256-bit vectors.</summary>
internal readonly unsafe struct Bits256 : IBits<Vector256<int>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static bool HasLookup256 => false;

    [MethodImpl(Inline)]
    public static Vector256<int> OrAnd(Vector256<int> a, Vector256<int> b, Vector256<int> c) => Avx512F.VL.IsSupported ? Avx512F.VL.TernaryLogic(a, b, c, 0xF8) : a | (b & c);

    [MethodImpl(Inline)]
    public static Vector256<int> AddBytes(Vector256<int> a, Vector256<int> b) => (a.AsByte() + b.AsByte()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector256<int> Lookup16(byte* table, Vector256<int> index) => Avx2.Shuffle(Avx2.BroadcastVector128ToVector256(table), index.AsByte()).AsInt32();

    public static Vector256<int> Lookup256(byte* table, Vector256<int> index) => Vector256.Create(Bits128.Lookup256(table, index.GetLower()), Bits128.Lookup256(table, index.GetUpper()));
}
