using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>Affine maps of one event, one after another: <see cref="RowProducts{P, T}"/> without a call for each.</summary>
/// <param name="data">The maps, with the places of their tensors.</param>
internal sealed unsafe class RowsOfOne<P, T>(RowData data) : SingleStep
    where P : struct, IRowProduct
    where T : struct, IRowTarget
{
    private readonly RowData data = data;

    public RowSums<P, T> Sums { get; } = new(data);

    public Pinned<RowItem> Items { get; } = new(data.Items);

    public override SingleStep? Before(SingleStep next) =>
        next is RowsOfOne<P, T> other && other.data.Joins(data) ? new RowsOfOne<P, T>(data.Before(other.data)) : null;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RunOne(byte* tile)
    {
        var sums = Sums;
        RowItem* end = Items.Pointer + Items.Count;
        for (RowItem* item = Items.Pointer; item != end; item++)
            sums.Item(item, tile + item->Source, tile + item->Target);
    }
}
