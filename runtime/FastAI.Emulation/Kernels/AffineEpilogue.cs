using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>Requantises the four sums of a group in 32-bit lanes and stores them. Biases have already been given the halves that rounding adds.</summary>
internal sealed unsafe class AffineEpilogue<S, V, W>
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly Requantization[] requantize;
    private readonly Row[] targets;
    private readonly bool pairs;
    private readonly Pinned<SimpleLimit> simple;
    private readonly bool allSimple;

    public AffineEpilogue(AffineData data)
    {
        requantize = [.. data.Requantize.Select(q => q.WithHalfAdded())];
        targets = data.Targets;
        pairs = data.TargetStorage == Storage.Pairs;
        allSimple = requantize.All(SimpleLimit.Covers);
        simple = new Pinned<SimpleLimit>(allSimple ? [.. requantize.Select(SimpleLimit.Of)] : []);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(byte* tile, int g, int vector, V c0, V c1, V c2, V c3)
    {
        g *= AffineGroup.Outputs;
        if (allSimple)
        {
            SimpleLimit* q = simple.Pointer + g;
            c0 = q[0].Apply<S, V, W>(c0);
            c1 = q[1].Apply<S, V, W>(c1);
            c2 = q[2].Apply<S, V, W>(c2);
            c3 = q[3].Apply<S, V, W>(c3);
        }
        else
        {
            Full(g, ref c0, ref c1, ref c2, ref c3);
        }
        int at = vector * S.Lanes;
        if (pairs)
        {
            S.Store(S.MergeHalves(c0, c1), (int*)(tile + (nint)targets[g].Slot * Tile.SlotBytes) + at);
            S.Store(S.MergeHalves(c2, c3), (int*)(tile + (nint)targets[g + 2].Slot * Tile.SlotBytes) + at);
        }
        else
        {
            S.Store(c0, (int*)(tile + (nint)targets[g].Slot * Tile.SlotBytes) + at);
            S.Store(c1, (int*)(tile + (nint)targets[g + 1].Slot * Tile.SlotBytes) + at);
            S.Store(c2, (int*)(tile + (nint)targets[g + 2].Slot * Tile.SlotBytes) + at);
            S.Store(c3, (int*)(tile + (nint)targets[g + 3].Slot * Tile.SlotBytes) + at);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Full(int first, ref V c0, ref V c1, ref V c2, ref V c3)
    {
        c0 = Requantizer32<S, V, W>.Apply(c0, requantize[first]);
        c1 = Requantizer32<S, V, W>.Apply(c1, requantize[first + 1]);
        c2 = Requantizer32<S, V, W>.Apply(c2, requantize[first + 2]);
        c3 = Requantizer32<S, V, W>.Apply(c3, requantize[first + 3]);
    }
}
