using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Trees;

/// <summary>128-bit vectors.</summary>
internal readonly unsafe struct Bits128 : IBits<Vector128<int>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static bool HasLookup256 => false;

    [MethodImpl(Inline)]
    public static Vector128<int> OrAnd(Vector128<int> a, Vector128<int> b, Vector128<int> c) => a | (b & c);

    [MethodImpl(Inline)]
    public static Vector128<int> AddBytes(Vector128<int> a, Vector128<int> b) => (a.AsByte() + b.AsByte()).AsInt32();

    [MethodImpl(Inline)]
    public static Vector128<int> Lookup16(byte* table, Vector128<int> index) => Vector128.Shuffle(Vector128.Load(table), index.AsByte()).AsInt32();

    public static Vector128<int> Lookup256(byte* table, Vector128<int> index)
    {
        var bytes = index.AsByte();
        for (int i = 0; i < Vector128<byte>.Count; i++) bytes = bytes.WithElement(i, table[bytes[i]]);
        return bytes.AsInt32();
    }
}
