using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// The sums of items of one event that read bytes from registers, eight times four from each: a broadcast within a register is there
/// earlier than one that reads what was stored just before.
/// </summary>
internal static unsafe class RegisterSums
{
    /// <summary>Times 32 bits of a register.</summary>
    public const int Units = 8;

    private const int Lanes = 8;

    /// <summary>Four vectors of sums, three turns added apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(
        Vector256<int> left,
        Vector256<int> right,
        int units,
        int* w,
        int* b,
        out Vector256<int> sum0,
        out Vector256<int> sum1,
        out Vector256<int> sum2,
        out Vector256<int> sum3
    )
    {
        Vector256<int> c0 = Vector256.Load(b),
            c1 = Vector256.Load(b + Lanes),
            c2 = Vector256.Load(b + 2 * Lanes),
            c3 = Vector256.Load(b + 3 * Lanes);
        Vector256<int> d0 = Vector256<int>.Zero,
            d1 = d0,
            d2 = d0,
            d3 = d0,
            e0 = d0,
            e1 = d0,
            e2 = d0,
            e3 = d0;
        for (; ; w += Units * 4 * Lanes, left = right, units -= Units)
        {
            Add(left, 0, w, ref c0, ref c1, ref c2, ref c3);
            Add(left, 1, w, ref d0, ref d1, ref d2, ref d3);
            Add(left, 2, w, ref e0, ref e1, ref e2, ref e3);
            Add(left, 3, w, ref c0, ref c1, ref c2, ref c3);
            Add(left, 4, w, ref d0, ref d1, ref d2, ref d3);
            Add(left, 5, w, ref e0, ref e1, ref e2, ref e3);
            Add(left, 6, w, ref c0, ref c1, ref c2, ref c3);
            Add(left, 7, w, ref d0, ref d1, ref d2, ref d3);
            if (units == Units)
                break;
        }
        (sum0, sum1, sum2, sum3) = (c0 + d0 + e0, c1 + d1 + e1, c2 + d2 + e2, c3 + d3 + e3);
    }

    /// <summary>Two vectors of sums, two turns added apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Two(
        Vector256<int> left,
        Vector256<int> right,
        int units,
        int* w,
        int* b,
        out Vector256<int> sum0,
        out Vector256<int> sum1
    )
    {
        Vector256<int> c0 = Vector256.Load(b),
            c1 = Vector256.Load(b + Lanes),
            d0 = Vector256<int>.Zero,
            d1 = d0;
        for (; ; w += Units * 2 * Lanes, left = right, units -= Units)
        {
            Add(left, 0, w, ref c0, ref c1);
            Add(left, 1, w, ref d0, ref d1);
            Add(left, 2, w, ref c0, ref c1);
            Add(left, 3, w, ref d0, ref d1);
            Add(left, 4, w, ref c0, ref c1);
            Add(left, 5, w, ref d0, ref d1);
            Add(left, 6, w, ref c0, ref c1);
            Add(left, 7, w, ref d0, ref d1);
            if (units == Units)
                break;
        }
        (sum0, sum1) = (c0 + d0, c1 + d1);
    }

    /// <summary>One vector of sums, four turns added apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> One(Vector256<int> left, Vector256<int> right, int units, int* w, int* b)
    {
        Vector256<int> c0 = Vector256.Load(b),
            c1 = Vector256<int>.Zero,
            c2 = c1,
            c3 = c1;
        for (; ; w += Units * Lanes, left = right, units -= Units)
        {
            c0 = Add(c0, At(left, 0), w, 0);
            c1 = Add(c1, At(left, 1), w, 1);
            c2 = Add(c2, At(left, 2), w, 2);
            c3 = Add(c3, At(left, 3), w, 3);
            c0 = Add(c0, At(left, 4), w, 4);
            c1 = Add(c1, At(left, 5), w, 5);
            c2 = Add(c2, At(left, 6), w, 6);
            c3 = Add(c3, At(left, 7), w, 7);
            if (units == Units)
                break;
        }
        return (c0 + c1) + (c2 + c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Vector256<int> x,
        int unit,
        int* w,
        ref Vector256<int> c0,
        ref Vector256<int> c1,
        ref Vector256<int> c2,
        ref Vector256<int> c3
    )
    {
        var a = At(x, unit);
        c0 = Add(c0, a, w, 4 * unit);
        c1 = Add(c1, a, w, 4 * unit + 1);
        c2 = Add(c2, a, w, 4 * unit + 2);
        c3 = Add(c3, a, w, 4 * unit + 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<int> x, int unit, int* w, ref Vector256<int> c0, ref Vector256<int> c1)
    {
        var a = At(x, unit);
        c0 = Add(c0, a, w, 2 * unit);
        c1 = Add(c1, a, w, 2 * unit + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add(Vector256<int> sum, Vector256<int> a, int* w, int vector) =>
        ByteProduct.Add(sum, a, Vector256.Load(w + vector * Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> At(Vector256<int> x, int unit) => Avx2.PermuteVar8x32(x, Vector256.Create(unit));
}
