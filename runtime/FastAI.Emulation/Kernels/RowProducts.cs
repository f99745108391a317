using System.Runtime.CompilerServices;
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
    private readonly SingleStep single;
    private readonly RowSums<P, T> sums;
    private readonly Pinned<RowItem> items;
    private readonly nint sourceStride;
    private readonly nint targetStride;

    /// <param name="data">The map.</param>
    /// <param name="source">Its operand.</param>
    /// <param name="target">Its result.</param>
    public RowProducts(RowData data, EventTensor source, EventTensor target)
    {
        data = data.Placed(source, target);
        var rows = new RowsOfOne<P, T>(data);
        single = data.IsDense ? new DenseOfOne<P, T>(data, rows.Sums) : rows;
        (sums, items) = (rows.Sums, rows.Items);
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
            int left = item->Vectors switch
            {
                4 => ThreesByFour<P, T>.Run(sums, item, x, sourceStride, y, targetStride, events),
                2 => SixesByTwo<P, T>.Run(sums, item, x, sourceStride, y, targetStride, events),
                _ => TwelvesByOne<P, T>.Run(sums, item, x, sourceStride, y, targetStride, events),
            };
            x += (events - left) * sourceStride;
            y += (events - left) * targetStride;
            for (; left > 0; left--, x += sourceStride, y += targetStride)
                sums.One(item, x, y);
        }
    }
}
