using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Simd;

/// <summary>
/// What event-major kernels ask of a vector beside <see cref="ISimd{V, W}"/>: elements of 8 bits, and 16-bit elements spread over two
/// vectors of 32-bit lanes and back, in order.
/// </summary>
internal unsafe interface IEventSimd<V>
    where V : struct
{
    /// <summary>Twice as many unsigned bytes as there are 32-bit lanes, each in 16 bits.</summary>
    static abstract V LoadBytes(byte* p);

    /// <summary>Stores 16-bit halves that hold 0..255 as bytes, one after another.</summary>
    static abstract void StoreBytes(V halves, byte* p);

    /// <summary>Stores two vectors of 16-bit halves as bytes, saturated to 0..255, one after another.</summary>
    static abstract void StoreBytes(V lower, V upper, byte* p);

    /// <summary>Of every 128 bits the lower four 16-bit elements of both operands in turn.</summary>
    static abstract V InterleaveLow(V a, V b);

    /// <summary>Of every 128 bits the upper four 16-bit elements of both operands in turn.</summary>
    static abstract V InterleaveHigh(V a, V b);

    /// <summary>32-bit lanes as 16-bit elements, saturated: those that interleaving spread come back into their order.</summary>
    static abstract V PackHalves(V low, V high);

    /// <summary>How far <see cref="ShiftRightHalves"/> shifts, made once for many.</summary>
    static virtual Vector128<short> Counts(int bits) => Vector128.CreateScalar((long)bits).AsInt16();

    /// <summary>Arithmetic shift of both 16-bit halves.</summary>
    static abstract V ShiftRightHalves(V a, Vector128<short> bits);
}
