using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>Affine maps of one event that read 32 bits after 32 bits, one map after another.</summary>
internal sealed unsafe class DenseOfOne<P, T> : SingleStep
    where P : struct, IRowProduct
    where T : struct, IRowTarget
{
    private readonly RowData data;
    private readonly Pinned<DenseItem> items;
    private readonly RowSums<P, T> sums;

    /// <param name="data">The maps, with the places of their tensors; <see cref="RowData.IsDense"/>.</param>
    /// <param name="sums">Their weights, biases and limits.</param>
    public DenseOfOne(RowData data, RowSums<P, T> sums)
    {
        (this.data, this.sums) = (data, sums);
        items = new Pinned<DenseItem>(
            Array.ConvertAll(data.Items, i => new DenseItem(
                i.Vectors,
                i.Units,
                i.Units == 0 ? 0 : i.Source + data.Units[i.Unit],
                i.Target,
                (nint)(sums.Weights + i.Weights),
                (nint)(sums.Bias + i.Bias),
                (nint)(sums.Limits + i.Limits)
            ))
        );
    }

    public override SingleStep? Before(SingleStep next) =>
        next is DenseOfOne<P, T> other && data.JoinsWith(other.data) ? Of(data.Before(other.data)) : null;

    private static DenseOfOne<P, T> Of(RowData data) => new(data, new RowSums<P, T>(data));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RunOne(byte* tile)
    {
        DenseItem* item = items.Pointer,
            end = item + items.Count;
        for (; item != end; item++)
        {
            int* x = (int*)(tile + item->Source);
            byte* y = tile + item->Target;
            if (item->Vectors == 4)
                DenseSums<P, T>.ByFour(x, item->Units, (int*)item->Weights, (int*)item->Bias, (byte*)item->Limits, y);
            else if (item->Vectors == 2)
                DenseSums<P, T>.ByTwo(x, item->Units, (int*)item->Weights, (int*)item->Bias, (byte*)item->Limits, y);
            else
                DenseSums<P, T>.ByOne(x, item->Units, (int*)item->Weights, (int*)item->Bias, (byte*)item->Limits, y);
        }
    }

    /// <summary>A <see cref="RowItem"/> with the addresses of what it reads.</summary>
    private readonly record struct DenseItem(int Vectors, int Units, nint Source, nint Target, nint Weights, nint Bias, nint Limits);
}
