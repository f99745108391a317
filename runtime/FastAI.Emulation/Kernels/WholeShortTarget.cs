using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Results of 16 bits, signed, which sums reach without a shift and whose ends are those of 16 bits: packing is all that there is to do.
/// </summary>
internal readonly unsafe struct WholeShortTarget : IRowTarget
{
    private const int Lanes = 8;

    public static int Bytes => sizeof(short);

    public static int LimitBytes => 0;

    /// <summary>Whether all limits allow it.</summary>
    public static bool Serves(IEnumerable<SimpleLimit> limits) =>
        limits.All(l => l is { Shift: 0, Low: <= short.MinValue, High: >= short.MaxValue });

    public static int Column(int vectors, int lane) => ShortTarget.Column(vectors, lane);

    public static void Prepare(ReadOnlySpan<SimpleLimit> limits, byte* to) { }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3, byte* limits, byte* to)
    {
        Store(c0, c1, limits, to);
        Store(c2, c3, limits, to + 2 * Lanes * Bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to) =>
        Avx2.PackSignedSaturate(c0, c1).Store((short*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, byte* limits, byte* to) =>
        Sse2.PackSignedSaturate(c0.GetLower(), c0.GetUpper()).Store((short*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTwo(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to0, byte* to1)
    {
        // In each half: four lanes of the one, then four of the other.
        var packed = Avx2.Permute4x64(Avx2.PackSignedSaturate(c0, c1).AsInt64(), 0b11_01_10_00).AsInt16();
        packed.GetLower().Store((short*)to0);
        packed.GetUpper().Store((short*)to1);
    }
}
