using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FastAI.Emulation.Planning;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Affine maps of one event, of which each reads what the one before it made: up to 64 bytes, which stay in two registers on their way.
/// They are stored too, for whatever else reads them.
/// </summary>
/// <typeparam name="T">The bytes between maps.</typeparam>
/// <typeparam name="U">The results of the last map.</typeparam>
internal sealed unsafe class ChainOfOne<T, U> : DenseStep
    where T : struct, IRowTarget
    where U : struct, IRowTarget
{
    private readonly RowData[] maps;
    private readonly RowSums<ByteProduct, T> data;
    private readonly Pinned<DenseItem> items;
    private readonly DenseItem* last;

    /// <param name="maps">Two or more, of which each <see cref="RegisterChain.Continues"/> the one before.</param>
    public ChainOfOne(RowData[] maps)
    {
        this.maps = maps;
        var all = RegisterChain.Join(maps);
        data = new RowSums<ByteProduct, T>(all);
        items = new Pinned<DenseItem>(RegisterChain.Items(maps, all, data.Weights, data.Bias, data.Limits));
        last = items.Pointer + items.Count - maps[^1].Items.Length;
    }

    public override SingleStep? Before(SingleStep next) => typeof(T) == typeof(U) && next is DenseStep step ? step.After<T>(maps) : null;

    /// <summary>Only single maps follow.</summary>
    public override SingleStep? After<R>(RowData[] before) => null;

    public override WholeModel? Whole(EntryVectors entry, int inputs, EventRun results) =>
        WholeChain<T, U>.Create(maps, entry, inputs, results);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RunOne(byte* tile)
    {
        DenseItem* item = items.Pointer;
        Vector256<int> left = First(item, tile),
            right = left;
        if (item->HasSecond)
            right = First(++item, tile);
        for (item++; item != last; item++)
        {
            Vector256<int> first = Next(item, left, right, tile),
                second = first;
            if (item->HasSecond)
                second = Next(++item, left, right, tile);
            (left, right) = (first, second);
        }
        for (DenseItem* end = items.Pointer + items.Count; item != end; item++)
            Last(item, left, right, tile);
    }

    /// <summary>An item of the first map, from memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> First(DenseItem* item, byte* tile)
    {
        int* x = (int*)(tile + item->Source);
        DenseSums<ByteProduct, T>.Sum(
            x,
            item->Units,
            (int*)item->Weights,
            (int*)item->Bias,
            out var c0,
            out var c1,
            out var c2,
            out var c3
        );
        return Stored(T.Pack(c0, c1, c2, c3, (byte*)item->Limits), tile + item->Target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Next(DenseItem* item, Vector256<int> left, Vector256<int> right, byte* tile)
    {
        RegisterSums.Four(
            left,
            right,
            item->Units,
            (Vector256<int>*)item->Bias,
            (Vector256<sbyte>*)item->Weights,
            out var c0,
            out var c1,
            out var c2,
            out var c3
        );
        return Stored(T.Pack(c0, c1, c2, c3, (byte*)item->Limits), tile + item->Target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Last(DenseItem* item, Vector256<int> left, Vector256<int> right, byte* tile)
    {
        var w = (Vector256<sbyte>*)item->Weights;
        var b = (Vector256<int>*)item->Bias;
        byte* limits = (byte*)item->Limits,
            y = tile + item->Target;
        switch (item->Vectors)
        {
            case 4:
                RegisterSums.Four(left, right, item->Units, b, w, out var c0, out var c1, out var c2, out var c3);
                U.Store(c0, c1, c2, c3, limits, y);
                break;
            case 2:
                RegisterSums.Two(left, right, item->Units, b, w, out var d0, out var d1);
                U.Store(d0, d1, limits, y);
                break;
            default:
                U.Store(RegisterSums.One(left, right, item->Units, b, w), limits, y);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Stored(Vector256<byte> results, byte* to)
    {
        results.Store(to);
        return results.AsInt32();
    }
}
