using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Kernels;

/// <summary>Twelves of events by one vector of outputs, in the way of <see cref="ThreesByFour{P, T}"/>.</summary>
internal static unsafe class TwelvesByOne<P, T>
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
        nint s3 = 3 * s;
        for (; left >= 12; left -= 12, x += 12 * s, y += 12 * t)
        {
            Vector256<int> c0 = Vector256.Load(b),
                c1 = c0,
                c2 = c0,
                c3 = c0,
                c4 = c0,
                c5 = c0,
                c6 = c0,
                c7 = c0,
                c8 = c0,
                c9 = c0,
                c10 = c0,
                c11 = c0;
            int* w = weights;
            Vector256<int> k;
            int* unit = units;
            for (; unit != singles; unit += 2, w += 2 * Lanes)
            {
                byte* x0 = x + *unit,
                    x3 = x0 + s3,
                    x6 = x3 + s3,
                    x9 = x6 + s3;
                k = Vector256.Load(w);
                c0 = P.Add(c0, At(x0), k);
                c1 = P.Add(c1, At(x0 + s), k);
                c2 = P.Add(c2, At(x0 + 2 * s), k);
                c3 = P.Add(c3, At(x3), k);
                c4 = P.Add(c4, At(x3 + s), k);
                c5 = P.Add(c5, At(x3 + 2 * s), k);
                c6 = P.Add(c6, At(x6), k);
                c7 = P.Add(c7, At(x6 + s), k);
                c8 = P.Add(c8, At(x6 + 2 * s), k);
                c9 = P.Add(c9, At(x9), k);
                c10 = P.Add(c10, At(x9 + s), k);
                c11 = P.Add(c11, At(x9 + 2 * s), k);
                k = Vector256.Load(w + Lanes);
                c0 = P.Add(c0, At(x0 + sizeof(int)), k);
                c1 = P.Add(c1, At(x0 + s + sizeof(int)), k);
                c2 = P.Add(c2, At(x0 + 2 * s + sizeof(int)), k);
                c3 = P.Add(c3, At(x3 + sizeof(int)), k);
                c4 = P.Add(c4, At(x3 + s + sizeof(int)), k);
                c5 = P.Add(c5, At(x3 + 2 * s + sizeof(int)), k);
                c6 = P.Add(c6, At(x6 + sizeof(int)), k);
                c7 = P.Add(c7, At(x6 + s + sizeof(int)), k);
                c8 = P.Add(c8, At(x6 + 2 * s + sizeof(int)), k);
                c9 = P.Add(c9, At(x9 + sizeof(int)), k);
                c10 = P.Add(c10, At(x9 + s + sizeof(int)), k);
                c11 = P.Add(c11, At(x9 + 2 * s + sizeof(int)), k);
            }
            for (; unit != end; unit++, w += Lanes)
            {
                byte* x0 = x + *unit,
                    x3 = x0 + s3,
                    x6 = x3 + s3,
                    x9 = x6 + s3;
                k = Vector256.Load(w);
                c0 = P.Add(c0, At(x0), k);
                c1 = P.Add(c1, At(x0 + s), k);
                c2 = P.Add(c2, At(x0 + 2 * s), k);
                c3 = P.Add(c3, At(x3), k);
                c4 = P.Add(c4, At(x3 + s), k);
                c5 = P.Add(c5, At(x3 + 2 * s), k);
                c6 = P.Add(c6, At(x6), k);
                c7 = P.Add(c7, At(x6 + s), k);
                c8 = P.Add(c8, At(x6 + 2 * s), k);
                c9 = P.Add(c9, At(x9), k);
                c10 = P.Add(c10, At(x9 + s), k);
                c11 = P.Add(c11, At(x9 + 2 * s), k);
            }
            byte* to = y;
            T.StoreTwo(c0, c1, q, to, to + t);
            to += 2 * t;
            T.StoreTwo(c2, c3, q, to, to + t);
            to += 2 * t;
            T.StoreTwo(c4, c5, q, to, to + t);
            to += 2 * t;
            T.StoreTwo(c6, c7, q, to, to + t);
            to += 2 * t;
            T.StoreTwo(c8, c9, q, to, to + t);
            to += 2 * t;
            T.StoreTwo(c10, c11, q, to, to + t);
        }
        return left;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> At(byte* x) => Vector256.Create(*(int*)x);
}
