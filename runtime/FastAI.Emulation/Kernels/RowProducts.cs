using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Affine maps, event-major, lane = output: 32 bits of an event's elements are broadcast and meet a row of weights. Twelve sums are kept in registers: of three events by
/// four vectors of outputs, of six by two, or of twelve by one; what is left goes event by event with twice the sums, so that additions wait less for each other.
/// Exact where every product's parts fit, and every sum (with its bias, and half a step where rounding adds one) fits 32 bits: partial sums are right modulo 2^32.
/// Unsigned bytes that stand for signed elements have 128 added; the bias has then lost 128 times the sum of their weights.
/// </summary>
/// <typeparam name="P">The width of elements and weights.</typeparam>
/// <typeparam name="T">The width of results.</typeparam>
internal sealed unsafe class RowProducts<P, T> : EventStep
    where P : struct, IRowProduct
    where T : struct, IRowTarget
{
    private const int Lanes = 8;

    private readonly RowItem[] items;
    private readonly Pinned<RowSegment> segments;
    private readonly Pinned<int> units;
    private readonly Pinned<int> weights;
    private readonly Pinned<int> bias;
    private readonly Pinned<byte> limits;
    private readonly nint target;
    private readonly nint stride;

    /// <param name="data">The map.</param>
    /// <param name="target">Where the result begins in the tile.</param>
    /// <param name="stride">Bytes from event to event of the result.</param>
    public RowProducts(RowData data, int target, int stride)
    {
        (items, this.target, this.stride) = (data.Items, target, stride);
        segments = new Pinned<RowSegment>(data.Segments);
        units = new Pinned<int>(data.Units);
        weights = new Pinned<int>(data.Weights);
        bias = new Pinned<int>(data.Bias);
        limits = new Pinned<byte>(data.Limits);
    }

    public override void Run(byte* tile, int events)
    {
        foreach (ref readonly var item in items.AsSpan())
        {
            int e = 0;
            switch (item.Vectors)
            {
                case 4:
                    for (; e + 3 <= events; e += 3) ThreeByFour(tile, in item, e);
                    for (; e < events; e++) OneByFour(tile, in item, e);
                    break;
                case 2:
                    for (; e + 6 <= events; e += 6) SixByTwo(tile, in item, e);
                    for (; e < events; e++) OneByTwo(tile, in item, e);
                    break;
                default:
                    for (; e + 12 <= events; e += 12) TwelveByOne(tile, in item, e);
                    for (; e < events; e++) OneByOne(tile, in item, e);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ThreeByFour(byte* tile, in RowItem item, int e)
    {
        int* b = bias.Pointer + item.Bias, w = weights.Pointer + item.Weights;
        Vector256<int> c00 = Vector256.Load(b), c01 = Vector256.Load(b + Lanes), c02 = Vector256.Load(b + 2 * Lanes), c03 = Vector256.Load(b + 3 * Lanes);
        Vector256<int> c10 = c00, c11 = c01, c12 = c02, c13 = c03, c20 = c00, c21 = c01, c22 = c02, c23 = c03;
        RowSegment* segment = segments.Pointer + item.Segment, last = segment + item.Segments;
        for (; segment != last; segment++)
        {
            nint s = segment->Stride;
            byte* first = tile + segment->Base + e * s;
            int* unit = units.Pointer + segment->Unit, end = unit + segment->Units;
            for (; unit != end; unit++, w += 4 * Lanes)
            {
                byte* x = first + *unit;
                Vector256<int> a0 = At(x), a1 = At(x + s), a2 = At(x + 2 * s), k = Vector256.Load(w);
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
        }
        byte* y = tile + target + item.Target + e * stride, q = limits.Pointer + item.Limits;
        T.Store(c00, c01, c02, c03, q, y);
        T.Store(c10, c11, c12, c13, q, y + stride);
        T.Store(c20, c21, c22, c23, q, y + 2 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SixByTwo(byte* tile, in RowItem item, int e)
    {
        int* b = bias.Pointer + item.Bias, w = weights.Pointer + item.Weights;
        Vector256<int> c00 = Vector256.Load(b), c01 = Vector256.Load(b + Lanes);
        Vector256<int> c10 = c00, c20 = c00, c30 = c00, c40 = c00, c50 = c00, c11 = c01, c21 = c01, c31 = c01, c41 = c01, c51 = c01;
        RowSegment* segment = segments.Pointer + item.Segment, last = segment + item.Segments;
        for (; segment != last; segment++)
        {
            nint s = segment->Stride, s3 = 3 * s;
            byte* first = tile + segment->Base + e * s;
            int* unit = units.Pointer + segment->Unit, end = unit + segment->Units;
            for (; unit != end; unit++, w += 2 * Lanes)
            {
                byte* x = first + *unit, z = x + s3;
                Vector256<int> k0 = Vector256.Load(w), k1 = Vector256.Load(w + Lanes), a = At(x);
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
        }
        byte* y = tile + target + item.Target + e * stride, q = limits.Pointer + item.Limits;
        T.Store(c00, c01, q, y);
        T.Store(c10, c11, q, y + stride);
        T.Store(c20, c21, q, y + 2 * stride);
        T.Store(c30, c31, q, y + 3 * stride);
        T.Store(c40, c41, q, y + 4 * stride);
        T.Store(c50, c51, q, y + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TwelveByOne(byte* tile, in RowItem item, int e)
    {
        int* w = weights.Pointer + item.Weights;
        Vector256<int> c0 = Vector256.Load(bias.Pointer + item.Bias), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0;
        RowSegment* segment = segments.Pointer + item.Segment, last = segment + item.Segments;
        for (; segment != last; segment++)
        {
            nint s = segment->Stride, s3 = 3 * s;
            byte* first = tile + segment->Base + e * s;
            int* unit = units.Pointer + segment->Unit, end = unit + segment->Units;
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
        }
        byte* y = tile + target + item.Target + e * stride, q = limits.Pointer + item.Limits;
        T.Store(c0, q, y);
        T.Store(c1, q, y + stride);
        T.Store(c2, q, y + 2 * stride);
        y += 3 * stride;
        T.Store(c3, q, y);
        T.Store(c4, q, y + stride);
        T.Store(c5, q, y + 2 * stride);
        y += 3 * stride;
        T.Store(c6, q, y);
        T.Store(c7, q, y + stride);
        T.Store(c8, q, y + 2 * stride);
        y += 3 * stride;
        T.Store(c9, q, y);
        T.Store(c10, q, y + stride);
        T.Store(c11, q, y + 2 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void OneByFour(byte* tile, in RowItem item, int e)
    {
        int* b = bias.Pointer + item.Bias, w = weights.Pointer + item.Weights;
        Vector256<int> c0 = Vector256.Load(b), c1 = Vector256.Load(b + Lanes), c2 = Vector256.Load(b + 2 * Lanes), c3 = Vector256.Load(b + 3 * Lanes);
        Vector256<int> d0 = Vector256<int>.Zero, d1 = d0, d2 = d0, d3 = d0;
        RowSegment* segment = segments.Pointer + item.Segment, last = segment + item.Segments;
        for (; segment != last; segment++)
        {
            byte* x = tile + segment->Base + e * (nint)segment->Stride;
            int* unit = units.Pointer + segment->Unit, end = unit + segment->Units;
            for (; unit + 1 < end; unit += 2, w += 8 * Lanes)
            {
                Vector256<int> a = At(x + unit[0]), z = At(x + unit[1]);
                c0 = P.Add(c0, a, Vector256.Load(w));
                c1 = P.Add(c1, a, Vector256.Load(w + Lanes));
                c2 = P.Add(c2, a, Vector256.Load(w + 2 * Lanes));
                c3 = P.Add(c3, a, Vector256.Load(w + 3 * Lanes));
                d0 = P.Add(d0, z, Vector256.Load(w + 4 * Lanes));
                d1 = P.Add(d1, z, Vector256.Load(w + 5 * Lanes));
                d2 = P.Add(d2, z, Vector256.Load(w + 6 * Lanes));
                d3 = P.Add(d3, z, Vector256.Load(w + 7 * Lanes));
            }
            if (unit == end) continue;
            var rest = At(x + *unit);
            c0 = P.Add(c0, rest, Vector256.Load(w));
            c1 = P.Add(c1, rest, Vector256.Load(w + Lanes));
            c2 = P.Add(c2, rest, Vector256.Load(w + 2 * Lanes));
            c3 = P.Add(c3, rest, Vector256.Load(w + 3 * Lanes));
            w += 4 * Lanes;
        }
        T.Store(c0 + d0, c1 + d1, c2 + d2, c3 + d3, limits.Pointer + item.Limits, tile + target + item.Target + e * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void OneByTwo(byte* tile, in RowItem item, int e)
    {
        int* b = bias.Pointer + item.Bias, w = weights.Pointer + item.Weights;
        Vector256<int> c0 = Vector256.Load(b), c1 = Vector256.Load(b + Lanes), d0 = Vector256<int>.Zero, d1 = d0;
        RowSegment* segment = segments.Pointer + item.Segment, last = segment + item.Segments;
        for (; segment != last; segment++)
        {
            byte* x = tile + segment->Base + e * (nint)segment->Stride;
            int* unit = units.Pointer + segment->Unit, end = unit + segment->Units;
            for (; unit + 1 < end; unit += 2, w += 4 * Lanes)
            {
                Vector256<int> a = At(x + unit[0]), z = At(x + unit[1]);
                c0 = P.Add(c0, a, Vector256.Load(w));
                c1 = P.Add(c1, a, Vector256.Load(w + Lanes));
                d0 = P.Add(d0, z, Vector256.Load(w + 2 * Lanes));
                d1 = P.Add(d1, z, Vector256.Load(w + 3 * Lanes));
            }
            if (unit == end) continue;
            var rest = At(x + *unit);
            c0 = P.Add(c0, rest, Vector256.Load(w));
            c1 = P.Add(c1, rest, Vector256.Load(w + Lanes));
            w += 2 * Lanes;
        }
        T.Store(c0 + d0, c1 + d1, limits.Pointer + item.Limits, tile + target + item.Target + e * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void OneByOne(byte* tile, in RowItem item, int e)
    {
        int* w = weights.Pointer + item.Weights;
        Vector256<int> c = Vector256.Load(bias.Pointer + item.Bias), d = Vector256<int>.Zero;
        RowSegment* segment = segments.Pointer + item.Segment, last = segment + item.Segments;
        for (; segment != last; segment++)
        {
            byte* x = tile + segment->Base + e * (nint)segment->Stride;
            int* unit = units.Pointer + segment->Unit, end = unit + segment->Units;
            for (; unit + 1 < end; unit += 2, w += 2 * Lanes)
            {
                c = P.Add(c, At(x + unit[0]), Vector256.Load(w));
                d = P.Add(d, At(x + unit[1]), Vector256.Load(w + Lanes));
            }
            if (unit == end) continue;
            c = P.Add(c, At(x + *unit), Vector256.Load(w));
            w += Lanes;
        }
        T.Store(c + d, limits.Pointer + item.Limits, tile + target + item.Target + e * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> At(byte* x) => Vector256.Create(*(int*)x);
}
