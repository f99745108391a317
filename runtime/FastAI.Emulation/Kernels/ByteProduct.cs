using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Kernels;

/// <summary>Four products of an unsigned and a signed byte: <c>vpdpbusd</c>, which does not saturate.</summary>
internal readonly struct ByteProduct : IRowProduct
{
    public static int Elements => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<int> elements, Vector256<int> weights) =>
        AvxVnni.MultiplyWideningAndAdd(sum, elements.AsByte(), weights.AsSByte());
}
