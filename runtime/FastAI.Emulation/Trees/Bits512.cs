using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Trees;

/// <summary>512-bit vectors.</summary>
internal readonly unsafe struct Bits512 : IBits<Vector512<int>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static bool HasLookup256 => Avx512Vbmi.IsSupported;

    [MethodImpl(Inline)]
    public static Vector512<int> OrAnd(Vector512<int> a, Vector512<int> b, Vector512<int> c) => Avx512F.TernaryLogic(a, b, c, 0xF8);

    [MethodImpl(Inline)]
    public static Vector512<int> AddBytes(Vector512<int> a, Vector512<int> b) => (a.AsByte() + b.AsByte()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> Lookup16(byte* table, Vector512<int> index) =>
        Avx512BW.Shuffle(Avx512F.BroadcastVector128ToVector512((int*)table).AsByte(), index.AsByte()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector512<int> Lookup256(byte* table, Vector512<int> index)
    {
        var lower = Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(table), index.AsByte(), Vector512.Load(table + 64));
        var upper = Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(table + 128), index.AsByte(), Vector512.Load(table + 192));
        return Vector512.ConditionalSelect(Vector512.LessThan(index.AsSByte(), Vector512<sbyte>.Zero).AsByte(), upper, lower).AsInt32();
    }
}
