using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Threes of events by four vectors of outputs. All that an item has in common is fetched once, and units that follow each other are read
/// two at a time: what is decoded beside twelve products limits, most of all where another thread shares the core.
/// </summary>
internal static unsafe class ThreesByFour<P, T>
    where P : struct, IRowProduct
    where T : struct, IRowTarget
{
    private const int Lanes = 8;

    /// <param name="sums">What the items point into.</param>
    /// <param name="item">One of them.</param>
    /// <param name="x">The first event's elements.</param>
    /// <param name="s">Bytes to the next event's.</param>
    /// <param name="y">Where its first result goes.</param>
    /// <param name="t">Bytes to the next event's.</param>
    /// <param name="left">Events to do.</param>
    /// <returns>How many are left, too few for the shape.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(RowSums<P, T> sums, RowItem* item, byte* x, nint s, byte* y, nint t, int left)
    {
        int* b = sums.Bias + item->Bias,
            weights = sums.Weights + item->Weights,
            units = sums.Units + item->Unit,
            singles = units + 2 * item->Pairs,
            end = units + item->Units;
        byte* q = sums.Limits + item->Limits;
        for (; left >= 3; left -= 3, x += 3 * s, y += 3 * t)
        {
            Vector256<int> c00 = Vector256.Load(b),
                c01 = Vector256.Load(b + Lanes),
                c02 = Vector256.Load(b + 2 * Lanes),
                c03 = Vector256.Load(b + 3 * Lanes);
            Vector256<int> c10 = c00,
                c11 = c01,
                c12 = c02,
                c13 = c03,
                c20 = c00,
                c21 = c01,
                c22 = c02,
                c23 = c03;
            int* w = weights;
            Vector256<int> a0,
                a1,
                a2,
                k;
            int* unit = units;
            for (; unit != singles; unit += 2, w += 8 * Lanes)
            {
                byte* z = x + *unit;
                a0 = At(z);
                a1 = At(z + s);
                a2 = At(z + 2 * s);
                k = Vector256.Load(w);
                c00 = P.Add(c00, a0, k);
                c10 = P.Add(c10, a1, k);
                c20 = P.Add(c20, a2, k);
                k = Vector256.Load(w + Lanes);
                c01 = P.Add(c01, a0, k);
                c11 = P.Add(c11, a1, k);
                c21 = P.Add(c21, a2, k);
                k = Vector256.Load(w + 2 * Lanes);
                c02 = P.Add(c02, a0, k);
                c12 = P.Add(c12, a1, k);
                c22 = P.Add(c22, a2, k);
                k = Vector256.Load(w + 3 * Lanes);
                c03 = P.Add(c03, a0, k);
                c13 = P.Add(c13, a1, k);
                c23 = P.Add(c23, a2, k);
                a0 = At(z + sizeof(int));
                a1 = At(z + s + sizeof(int));
                a2 = At(z + 2 * s + sizeof(int));
                k = Vector256.Load(w + 4 * Lanes);
                c00 = P.Add(c00, a0, k);
                c10 = P.Add(c10, a1, k);
                c20 = P.Add(c20, a2, k);
                k = Vector256.Load(w + 5 * Lanes);
                c01 = P.Add(c01, a0, k);
                c11 = P.Add(c11, a1, k);
                c21 = P.Add(c21, a2, k);
                k = Vector256.Load(w + 6 * Lanes);
                c02 = P.Add(c02, a0, k);
                c12 = P.Add(c12, a1, k);
                c22 = P.Add(c22, a2, k);
                k = Vector256.Load(w + 7 * Lanes);
                c03 = P.Add(c03, a0, k);
                c13 = P.Add(c13, a1, k);
                c23 = P.Add(c23, a2, k);
            }
            for (; unit != end; unit++, w += 4 * Lanes)
            {
                byte* z = x + *unit;
                a0 = At(z);
                a1 = At(z + s);
                a2 = At(z + 2 * s);
                k = Vector256.Load(w);
                c00 = P.Add(c00, a0, k);
                c10 = P.Add(c10, a1, k);
                c20 = P.Add(c20, a2, k);
                k = Vector256.Load(w + Lanes);
                c01 = P.Add(c01, a0, k);
                c11 = P.Add(c11, a1, k);
                c21 = P.Add(c21, a2, k);
                k = Vector256.Load(w + 2 * Lanes);
                c02 = P.Add(c02, a0, k);
                c12 = P.Add(c12, a1, k);
                c22 = P.Add(c22, a2, k);
                k = Vector256.Load(w + 3 * Lanes);
                c03 = P.Add(c03, a0, k);
                c13 = P.Add(c13, a1, k);
                c23 = P.Add(c23, a2, k);
            }
            T.Store(c00, c01, c02, c03, q, y);
            T.Store(c10, c11, c12, c13, q, y + t);
            T.Store(c20, c21, c22, c23, q, y + 2 * t);
        }
        return left;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> At(byte* x) => Vector256.Create(*(int*)x);
}
