using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// The sums of items that read 32 bits after 32 bits, for one event: as <see cref="RowSums{P, T}"/> without a list of what is read, so that
/// the loads left are those of elements and weights alone.
/// </summary>
internal static unsafe class DenseSums<P, T>
    where P : struct, IRowProduct
    where T : struct, IRowTarget
{
    private const int Lanes = 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ByFour(int* x, int units, int* w, int* b, byte* limits, byte* y)
    {
        Sum(x, units, w, b, out var c0, out var c1, out var c2, out var c3);
        T.Store(c0, c1, c2, c3, limits, y);
    }

    /// <summary>Four vectors of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sum(
        int* x,
        int units,
        int* w,
        int* b,
        out Vector256<int> sum0,
        out Vector256<int> sum1,
        out Vector256<int> sum2,
        out Vector256<int> sum3
    )
    {
        int* last = x + units;
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
            e3 = d0,
            a;
        for (; x + 3 <= last; x += 3, w += 12 * Lanes)
        {
            a = Vector256.Create(x[0]);
            c0 = P.Add(c0, a, Vector256.Load(w));
            c1 = P.Add(c1, a, Vector256.Load(w + Lanes));
            c2 = P.Add(c2, a, Vector256.Load(w + 2 * Lanes));
            c3 = P.Add(c3, a, Vector256.Load(w + 3 * Lanes));
            a = Vector256.Create(x[1]);
            d0 = P.Add(d0, a, Vector256.Load(w + 4 * Lanes));
            d1 = P.Add(d1, a, Vector256.Load(w + 5 * Lanes));
            d2 = P.Add(d2, a, Vector256.Load(w + 6 * Lanes));
            d3 = P.Add(d3, a, Vector256.Load(w + 7 * Lanes));
            a = Vector256.Create(x[2]);
            e0 = P.Add(e0, a, Vector256.Load(w + 8 * Lanes));
            e1 = P.Add(e1, a, Vector256.Load(w + 9 * Lanes));
            e2 = P.Add(e2, a, Vector256.Load(w + 10 * Lanes));
            e3 = P.Add(e3, a, Vector256.Load(w + 11 * Lanes));
        }
        if (x != last)
        {
            a = Vector256.Create(x[0]);
            c0 = P.Add(c0, a, Vector256.Load(w));
            c1 = P.Add(c1, a, Vector256.Load(w + Lanes));
            c2 = P.Add(c2, a, Vector256.Load(w + 2 * Lanes));
            c3 = P.Add(c3, a, Vector256.Load(w + 3 * Lanes));
            if (x + 1 != last)
            {
                a = Vector256.Create(x[1]);
                d0 = P.Add(d0, a, Vector256.Load(w + 4 * Lanes));
                d1 = P.Add(d1, a, Vector256.Load(w + 5 * Lanes));
                d2 = P.Add(d2, a, Vector256.Load(w + 6 * Lanes));
                d3 = P.Add(d3, a, Vector256.Load(w + 7 * Lanes));
            }
        }
        (sum0, sum1, sum2, sum3) = (c0 + d0 + e0, c1 + d1 + e1, c2 + d2 + e2, c3 + d3 + e3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ByTwo(int* x, int units, int* w, int* b, byte* limits, byte* y)
    {
        int* end = x + (units & ~1);
        Vector256<int> c0 = Vector256.Load(b),
            c1 = Vector256.Load(b + Lanes),
            d0 = Vector256<int>.Zero,
            d1 = d0;
        for (; x != end; x += 2, w += 4 * Lanes)
        {
            Vector256<int> a = Vector256.Create(x[0]),
                z = Vector256.Create(x[1]);
            c0 = P.Add(c0, a, Vector256.Load(w));
            c1 = P.Add(c1, a, Vector256.Load(w + Lanes));
            d0 = P.Add(d0, z, Vector256.Load(w + 2 * Lanes));
            d1 = P.Add(d1, z, Vector256.Load(w + 3 * Lanes));
        }
        if ((units & 1) != 0)
        {
            var a = Vector256.Create(*x);
            c0 = P.Add(c0, a, Vector256.Load(w));
            c1 = P.Add(c1, a, Vector256.Load(w + Lanes));
        }
        T.Store(c0 + d0, c1 + d1, limits, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ByOne(int* x, int units, int* w, int* b, byte* limits, byte* y)
    {
        int* end = x + (units & ~3),
            last = x + units;
        Vector256<int> c0 = Vector256.Load(b),
            c1 = Vector256<int>.Zero,
            c2 = c1,
            c3 = c1;
        for (; x != end; x += 4, w += 4 * Lanes)
        {
            c0 = P.Add(c0, Vector256.Create(x[0]), Vector256.Load(w));
            c1 = P.Add(c1, Vector256.Create(x[1]), Vector256.Load(w + Lanes));
            c2 = P.Add(c2, Vector256.Create(x[2]), Vector256.Load(w + 2 * Lanes));
            c3 = P.Add(c3, Vector256.Create(x[3]), Vector256.Load(w + 3 * Lanes));
        }
        for (; x != last; x++, w += Lanes)
            c0 = P.Add(c0, Vector256.Create(*x), Vector256.Load(w));
        T.Store((c0 + c1) + (c2 + c3), limits, y);
    }
}
