using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Kernels;

/// <summary>Results of 32 bits.</summary>
internal readonly unsafe struct WordTarget : IRowTarget
{
    private const int Lanes = 8;

    public static int Bytes => sizeof(int);

    public static int LimitBytes => 3 * sizeof(int);

    public static int Column(int vectors, int lane) => lane;

    public static void Prepare(ReadOnlySpan<SimpleLimit> limits, byte* to)
    {
        int* words = (int*)to;
        for (int i = 0; i < limits.Length; i++)
        {
            int* at = words + i / Lanes * 3 * Lanes + i % Lanes;
            (at[0], at[Lanes], at[2 * Lanes]) = (limits[i].Shift, limits[i].Low, limits[i].High);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3, byte* limits, byte* to)
    {
        Store(c0, c1, limits, to);
        Store(c2, c3, limits + 2 * Lanes * LimitBytes, to + 2 * Lanes * Bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to)
    {
        Store(c0, limits, to);
        Store(c1, limits + Lanes * LimitBytes, to + Lanes * Bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> c0, byte* limits, byte* to)
    {
        int* q = (int*)limits;
        c0 = Avx2.ShiftRightArithmeticVariable(c0, Vector256.Load((uint*)q));
        Vector256.Min(Vector256.Max(c0, Vector256.Load(q + Lanes)), Vector256.Load(q + 2 * Lanes)).Store((int*)to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTwo(Vector256<int> c0, Vector256<int> c1, byte* limits, byte* to0, byte* to1)
    {
        Store(c0, limits, to0);
        Store(c1, limits, to1);
    }
}
