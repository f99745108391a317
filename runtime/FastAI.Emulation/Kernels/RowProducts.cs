using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Affine maps, event-major, lane = output: 32 bits of an event's elements are broadcast and meet a row of weights. Twelve sums are kept in
/// registers: of three events by four vectors of outputs, of six by two, or of twelve by one; what is left goes event by event
/// (<see cref="RowSums{P, T}"/>). Exact where every product's parts fit, and every sum (with its bias, and half a step where rounding adds
/// one) fits 32 bits: partial sums are right modulo 2^32. Unsigned bytes that stand for signed elements have 128 added; the bias has then
/// lost 128 times the sum of their weights.
/// </summary>
/// <typeparam name="P">The width of elements and weights.</typeparam>
/// <typeparam name="T">The width of results.</typeparam>
internal sealed unsafe class RowProducts<P, T> : EventStep
    where P : struct, IRowProduct
    where T : struct, IRowTarget
{
    private const int Lanes = 8;

    private readonly RowsOfOne<P, T> single;
    private readonly RowSums<P, T> sums;
    private readonly Pinned<RowItem> items;
    private readonly nint sourceStride;
    private readonly nint targetStride;

    /// <param name="data">The map.</param>
    /// <param name="source">Its operand.</param>
    /// <param name="target">Its result.</param>
    public RowProducts(RowData data, EventTensor source, EventTensor target)
    {
        single = new RowsOfOne<P, T>(data.Placed(source, target));
        (sums, items) = (single.Sums, single.Items);
        (sourceStride, targetStride) = (source.Stride, target.Stride);
    }

    public override SingleStep Single => single;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(byte* tile, int events)
    {
        RowItem* end = items.Pointer + items.Count;
        for (RowItem* item = items.Pointer; item != end; item++)
        {
            byte* x = tile + item->Source,
                y = tile + item->Target;
            int left = events;
            switch (item->Vectors)
            {
                case 4:
                    for (; left >= 3; left -= 3, x += 3 * sourceStride, y += 3 * targetStride)
                        ThreeByFour(item, x, y);
                    break;
                case 2:
                    for (; left >= 6; left -= 6, x += 6 * sourceStride, y += 6 * targetStride)
                        SixByTwo(item, x, y);
                    break;
                default:
                    for (; left >= 12; left -= 12, x += 12 * sourceStride, y += 12 * targetStride)
                        TwelveByOne(item, x, y);
                    break;
            }
            for (; left > 0; left--, x += sourceStride, y += targetStride)
                sums.One(item, x, y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ThreeByFour(RowItem* item, byte* first, byte* y)
    {
        int* b = sums.Bias + item->Bias,
            w = sums.Weights + item->Weights,
            unit = sums.Units + item->Unit,
            end = unit + item->Units;
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
        nint s = sourceStride;
        for (; unit != end; unit++, w += 4 * Lanes)
        {
            byte* x = first + *unit;
            Vector256<int> a0 = At(x),
                a1 = At(x + s),
                a2 = At(x + 2 * s),
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
        byte* q = sums.Limits + item->Limits;
        T.Store(c00, c01, c02, c03, q, y);
        T.Store(c10, c11, c12, c13, q, y + targetStride);
        T.Store(c20, c21, c22, c23, q, y + 2 * targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SixByTwo(RowItem* item, byte* first, byte* y)
    {
        int* b = sums.Bias + item->Bias,
            w = sums.Weights + item->Weights,
            unit = sums.Units + item->Unit,
            end = unit + item->Units;
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
        nint s = sourceStride,
            s3 = 3 * s;
        for (; unit != end; unit++, w += 2 * Lanes)
        {
            byte* x = first + *unit,
                z = x + s3;
            Vector256<int> k0 = Vector256.Load(w),
                k1 = Vector256.Load(w + Lanes),
                a = At(x);
            c00 = P.Add(c00, a, k0);
            c01 = P.Add(c01, a, k1);
            a = At(x + s);
            c10 = P.Add(c10, a, k0);
            c11 = P.Add(c11, a, k1);
            a = At(x + 2 * s);
            c20 = P.Add(c20, a, k0);
            c21 = P.Add(c21, a, k1);
            a = At(z);
            c30 = P.Add(c30, a, k0);
            c31 = P.Add(c31, a, k1);
            a = At(z + s);
            c40 = P.Add(c40, a, k0);
            c41 = P.Add(c41, a, k1);
            a = At(z + 2 * s);
            c50 = P.Add(c50, a, k0);
            c51 = P.Add(c51, a, k1);
        }
        byte* q = sums.Limits + item->Limits;
        T.Store(c00, c01, q, y);
        T.Store(c10, c11, q, y + targetStride);
        T.Store(c20, c21, q, y + 2 * targetStride);
        y += 3 * targetStride;
        T.Store(c30, c31, q, y);
        T.Store(c40, c41, q, y + targetStride);
        T.Store(c50, c51, q, y + 2 * targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TwelveByOne(RowItem* item, byte* first, byte* y)
    {
        int* w = sums.Weights + item->Weights,
            unit = sums.Units + item->Unit,
            end = unit + item->Units;
        Vector256<int> c0 = Vector256.Load(sums.Bias + item->Bias),
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
        nint s = sourceStride,
            s3 = 3 * s;
        for (; unit != end; unit++, w += Lanes)
        {
            byte* x = first + *unit;
            var k = Vector256.Load(w);
            c0 = P.Add(c0, At(x), k);
            c1 = P.Add(c1, At(x + s), k);
            c2 = P.Add(c2, At(x + 2 * s), k);
            x += s3;
            c3 = P.Add(c3, At(x), k);
            c4 = P.Add(c4, At(x + s), k);
            c5 = P.Add(c5, At(x + 2 * s), k);
            x += s3;
            c6 = P.Add(c6, At(x), k);
            c7 = P.Add(c7, At(x + s), k);
            c8 = P.Add(c8, At(x + 2 * s), k);
            x += s3;
            c9 = P.Add(c9, At(x), k);
            c10 = P.Add(c10, At(x + s), k);
            c11 = P.Add(c11, At(x + 2 * s), k);
        }
        byte* q = sums.Limits + item->Limits;
        T.StoreTwo(c0, c1, q, y, y + targetStride);
        y += 2 * targetStride;
        T.StoreTwo(c2, c3, q, y, y + targetStride);
        y += 2 * targetStride;
        T.StoreTwo(c4, c5, q, y, y + targetStride);
        y += 2 * targetStride;
        T.StoreTwo(c6, c7, q, y, y + targetStride);
        y += 2 * targetStride;
        T.StoreTwo(c8, c9, q, y, y + targetStride);
        y += 2 * targetStride;
        T.StoreTwo(c10, c11, q, y, y + targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> At(byte* x) => Vector256.Create(*(int*)x);
}
