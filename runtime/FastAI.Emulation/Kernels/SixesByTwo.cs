using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Kernels;

/// <summary>Sixes of events by two vectors of outputs, in the way of <see cref="ThreesByFour{P, T}"/>.</summary>
internal static unsafe class SixesByTwo<P, T>
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
        for (; left >= 6; left -= 6, x += 6 * s, y += 6 * t)
        {
            Vector256<int> c00 = Vector256.Load(b),
                c01 = Vector256.Load(b + Lanes);
            Vector256<int> c10 = c00,
                c20 = c00,
                c30 = c00,
                c40 = c00,
                c50 = c00,
                c11 = c01,
                c21 = c01,
                c31 = c01,
                c41 = c01,
                c51 = c01;
            int* w = weights;
            Vector256<int> a,
                k0,
                k1;
            int* unit = units;
            for (; unit != singles; unit += 2, w += 4 * Lanes)
            {
                byte* x0 = x + *unit,
                    x3 = x0 + 3 * s;
                k0 = Vector256.Load(w);
                k1 = Vector256.Load(w + Lanes);
                a = At(x0);
                c00 = P.Add(c00, a, k0);
                c01 = P.Add(c01, a, k1);
                a = At(x0 + s);
                c10 = P.Add(c10, a, k0);
                c11 = P.Add(c11, a, k1);
                a = At(x0 + 2 * s);
                c20 = P.Add(c20, a, k0);
                c21 = P.Add(c21, a, k1);
                a = At(x3);
                c30 = P.Add(c30, a, k0);
                c31 = P.Add(c31, a, k1);
                a = At(x3 + s);
                c40 = P.Add(c40, a, k0);
                c41 = P.Add(c41, a, k1);
                a = At(x3 + 2 * s);
                c50 = P.Add(c50, a, k0);
                c51 = P.Add(c51, a, k1);
                k0 = Vector256.Load(w + 2 * Lanes);
                k1 = Vector256.Load(w + 3 * Lanes);
                a = At(x0 + sizeof(int));
                c00 = P.Add(c00, a, k0);
                c01 = P.Add(c01, a, k1);
                a = At(x0 + s + sizeof(int));
                c10 = P.Add(c10, a, k0);
                c11 = P.Add(c11, a, k1);
                a = At(x0 + 2 * s + sizeof(int));
                c20 = P.Add(c20, a, k0);
                c21 = P.Add(c21, a, k1);
                a = At(x3 + sizeof(int));
                c30 = P.Add(c30, a, k0);
                c31 = P.Add(c31, a, k1);
                a = At(x3 + s + sizeof(int));
                c40 = P.Add(c40, a, k0);
                c41 = P.Add(c41, a, k1);
                a = At(x3 + 2 * s + sizeof(int));
                c50 = P.Add(c50, a, k0);
                c51 = P.Add(c51, a, k1);
            }
            for (; unit != end; unit++, w += 2 * Lanes)
            {
                byte* x0 = x + *unit,
                    x3 = x0 + 3 * s;
                k0 = Vector256.Load(w);
                k1 = Vector256.Load(w + Lanes);
                a = At(x0);
                c00 = P.Add(c00, a, k0);
                c01 = P.Add(c01, a, k1);
                a = At(x0 + s);
                c10 = P.Add(c10, a, k0);
                c11 = P.Add(c11, a, k1);
                a = At(x0 + 2 * s);
                c20 = P.Add(c20, a, k0);
                c21 = P.Add(c21, a, k1);
                a = At(x3);
                c30 = P.Add(c30, a, k0);
                c31 = P.Add(c31, a, k1);
                a = At(x3 + s);
                c40 = P.Add(c40, a, k0);
                c41 = P.Add(c41, a, k1);
                a = At(x3 + 2 * s);
                c50 = P.Add(c50, a, k0);
                c51 = P.Add(c51, a, k1);
            }
            T.Store(c00, c01, q, y);
            T.Store(c10, c11, q, y + t);
            T.Store(c20, c21, q, y + 2 * t);
            byte* y3 = y + 3 * t;
            T.Store(c30, c31, q, y3);
            T.Store(c40, c41, q, y3 + t);
            T.Store(c50, c51, q, y3 + 2 * t);
        }
        return left;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> At(byte* x) => Vector256.Create(*(int*)x);
}
