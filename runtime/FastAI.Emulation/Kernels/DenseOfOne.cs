using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>Affine maps of one event that read 32 bits after 32 bits, one map after another.</summary>
internal sealed unsafe class DenseOfOne<P, T> : DenseStep
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
        items = new Pinned<DenseItem>(DenseItem.Of(data, sums.Weights, sums.Bias, sums.Limits));
    }

    private static bool StaysInRegisters => typeof(P) == typeof(ByteProduct) && T.Bytes == sizeof(byte);

    public override SingleStep? Before(SingleStep next)
    {
        if (StaysInRegisters && next is DenseStep step && step.After<T>([data]) is { } chain)
            return chain;
        return next is DenseOfOne<P, T> other && other.data.Joins(data) ? Joined(data.Before(other.data)) : null;
    }

    public override SingleStep? After<R>(RowData[] before) =>
        typeof(P) == typeof(ByteProduct) && data.Joins(before) && RegisterChain.Continues(data, before[^1])
            ? new ChainOfOne<R, T>([.. before, data])
            : null;

    private static DenseOfOne<P, T> Joined(RowData data) => new(data, new RowSums<P, T>(data));

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
}
