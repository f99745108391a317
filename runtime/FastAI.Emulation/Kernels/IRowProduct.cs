using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Kernels;

/// <summary>How 32 bits of elements meet 32 bits of weights: as four bytes or as two 16-bit integers.</summary>
internal interface IRowProduct
{
    /// <summary>Elements of 32 bits.</summary>
    static abstract int Elements { get; }

    /// <summary>Adds to every lane the products of its parts, modulo 2^32.</summary>
    static abstract Vector256<int> Add(Vector256<int> sum, Vector256<int> elements, Vector256<int> weights);
}
