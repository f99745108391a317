using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Shifts, clamps, narrows and stores the sums of <see cref="RowProducts{P, T}"/>. Narrowing saturates, which is exact because every limit
/// lies inside the target's range. It also interleaves vectors; <see cref="Column"/> says which result a lane
/// must hold so that they come out in order.
/// </summary>
internal unsafe interface IRowTarget
{
    /// <summary>Bytes of a result.</summary>
    static abstract int Bytes { get; }

    /// <summary>Bytes of the limits of one lane.</summary>
    static abstract int LimitBytes { get; }

    /// <summary>Which result of an item a lane holds.</summary>
    static abstract int Column(int vectors, int lane);

    /// <summary>Writes the limits of an item, given by result.</summary>
    static abstract void Prepare(ReadOnlySpan<SimpleLimit> limits, byte* to);

    static abstract void Store(Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3, byte* limits, byte* to);

    /// <summary>What is stored of four vectors, as one register; where a result is a byte.</summary>
    static virtual Vector256<byte> Pack(Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3, byte* limits) =>
        throw new NotSupportedException("results of more than a byte take more than a register");

    static abstract void Store(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to);

    static abstract void Store(Vector256<int> c0, byte* limits, byte* to);

    /// <summary>One vector each of two events, with the same limits.</summary>
    static abstract void StoreTwo(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to0, byte* to1);
}
