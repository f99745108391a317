using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Kernels;

/// <summary>Two products of signed 16-bit integers: <c>vpdpwssd</c>, which does not saturate.</summary>
internal readonly struct PairProduct : IRowProduct
{
    public static int Elements => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> elements, Vector256<int> weights) =>
        AvxVnni.MultiplyWideningAndAdd(sum, elements.AsInt16(), weights.AsInt16());
}
