using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// The sums of <see cref="RowProducts{P, T}"/> for one event. Two to four reads in turn are added apart, so that additions wait less for
/// each other.
/// </summary>
internal sealed unsafe class RowSums<P, T>
    where P : struct, IRowProduct
    where T : struct, IRowTarget
{
    private const int Lanes = 8;

    private readonly Pinned<int> units;
    private readonly Pinned<int> weights;
    private readonly Pinned<int> bias;
    private readonly Pinned<byte> limits;

    public RowSums(RowData data)
    {
        units = new Pinned<int>(data.Units);
        weights = new Pinned<int>(data.Weights);
        bias = new Pinned<int>(data.Bias);
        limits = new Pinned<byte>(data.Limits);
        Units = units.Pointer;
        Weights = weights.Pointer;
        Bias = bias.Pointer;
        Limits = limits.Pointer;
    }

    public int* Units { get; }

    public int* Weights { get; }

    public int* Bias { get; }

    public byte* Limits { get; }

    /// <summary>One item of one event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void One(RowItem* item, byte* x, byte* y) => Item(item, x, y);

    /// <summary>The same within the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Item(RowItem* item, byte* x, byte* y)
    {
        switch (item->Vectors)
        {
            case 4:
                ByFour(item, x, y);
                break;
            case 2:
                ByTwo(item, x, y);
                break;
            default:
                ByOne(item, x, y);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ByFour(RowItem* item, byte* x, byte* y)
    {
        int* b = Bias + item->Bias,
            w = Weights + item->Weights,
            unit = Units + item->Unit,
            last = unit + item->Units;
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
        for (; unit + 3 <= last; unit += 3, w += 12 * Lanes)
        {
            a = At(x + unit[0]);
            c0 = P.Add(c0, a, Vector256.Load(w));
            c1 = P.Add(c1, a, Vector256.Load(w + Lanes));
            c2 = P.Add(c2, a, Vector256.Load(w + 2 * Lanes));
            c3 = P.Add(c3, a, Vector256.Load(w + 3 * Lanes));
            a = At(x + unit[1]);
            d0 = P.Add(d0, a, Vector256.Load(w + 4 * Lanes));
            d1 = P.Add(d1, a, Vector256.Load(w + 5 * Lanes));
            d2 = P.Add(d2, a, Vector256.Load(w + 6 * Lanes));
            d3 = P.Add(d3, a, Vector256.Load(w + 7 * Lanes));
            a = At(x + unit[2]);
            e0 = P.Add(e0, a, Vector256.Load(w + 8 * Lanes));
            e1 = P.Add(e1, a, Vector256.Load(w + 9 * Lanes));
            e2 = P.Add(e2, a, Vector256.Load(w + 10 * Lanes));
            e3 = P.Add(e3, a, Vector256.Load(w + 11 * Lanes));
        }
        if (unit != last)
        {
            a = At(x + unit[0]);
            c0 = P.Add(c0, a, Vector256.Load(w));
            c1 = P.Add(c1, a, Vector256.Load(w + Lanes));
            c2 = P.Add(c2, a, Vector256.Load(w + 2 * Lanes));
            c3 = P.Add(c3, a, Vector256.Load(w + 3 * Lanes));
            if (unit + 1 != last)
            {
                a = At(x + unit[1]);
                d0 = P.Add(d0, a, Vector256.Load(w + 4 * Lanes));
                d1 = P.Add(d1, a, Vector256.Load(w + 5 * Lanes));
                d2 = P.Add(d2, a, Vector256.Load(w + 6 * Lanes));
                d3 = P.Add(d3, a, Vector256.Load(w + 7 * Lanes));
            }
        }
        T.Store(c0 + d0 + e0, c1 + d1 + e1, c2 + d2 + e2, c3 + d3 + e3, Limits + item->Limits, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ByTwo(RowItem* item, byte* x, byte* y)
    {
        int* b = Bias + item->Bias,
            w = Weights + item->Weights,
            unit = Units + item->Unit,
            end = unit + (item->Units & ~1);
        Vector256<int> c0 = Vector256.Load(b),
            c1 = Vector256.Load(b + Lanes),
            d0 = Vector256<int>.Zero,
            d1 = d0;
        for (; unit != end; unit += 2, w += 4 * Lanes)
        {
            Vector256<int> a = At(x + unit[0]),
                z = At(x + unit[1]);
            c0 = P.Add(c0, a, Vector256.Load(w));
            c1 = P.Add(c1, a, Vector256.Load(w + Lanes));
            d0 = P.Add(d0, z, Vector256.Load(w + 2 * Lanes));
            d1 = P.Add(d1, z, Vector256.Load(w + 3 * Lanes));
        }
        if ((item->Units & 1) != 0)
        {
            var a = At(x + *unit);
            c0 = P.Add(c0, a, Vector256.Load(w));
            c1 = P.Add(c1, a, Vector256.Load(w + Lanes));
        }
        T.Store(c0 + d0, c1 + d1, Limits + item->Limits, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ByOne(RowItem* item, byte* x, byte* y)
    {
        int* w = Weights + item->Weights,
            unit = Units + item->Unit,
            end = unit + (item->Units & ~3),
            last = unit + item->Units;
        Vector256<int> c0 = Vector256.Load(Bias + item->Bias),
            c1 = Vector256<int>.Zero,
            c2 = c1,
            c3 = c1;
        for (; unit != end; unit += 4, w += 4 * Lanes)
        {
            c0 = P.Add(c0, At(x + unit[0]), Vector256.Load(w));
            c1 = P.Add(c1, At(x + unit[1]), Vector256.Load(w + Lanes));
            c2 = P.Add(c2, At(x + unit[2]), Vector256.Load(w + 2 * Lanes));
            c3 = P.Add(c3, At(x + unit[3]), Vector256.Load(w + 3 * Lanes));
        }
        for (; unit != last; unit++, w += Lanes)
            c0 = P.Add(c0, At(x + *unit), Vector256.Load(w));
        T.Store((c0 + c1) + (c2 + c3), Limits + item->Limits, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> At(byte* x) => Vector256.Create(*(int*)x);
}
