using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Affine maps in 64-bit lanes, lane = event. Always exact: every result fits 63 bits, and products and partial sums are right modulo 2^64.
/// Where elements and weights fit 32 bits the product is the cheaper one of their low halves.
/// </summary>
internal sealed unsafe class AffineRows64<S, V, W>(AffineData data, bool narrow) : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly Pinned<int> units = new(data.Units);
    private readonly Pinned<long> weights = new(data.Weights);

    public override void Run(byte* tile)
    {
        for (int g = 0; g < data.Groups.Length; g++)
        {
            for (int v = 0; v < Rows<S, V, W>.Vectors; v++)
            {
                if (narrow)
                    Group<Narrow>(tile, g, v);
                else
                    Group<Wide>(tile, g, v);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Group<P>(byte* tile, int g, int vector)
        where P : struct, IProduct
    {
        ref readonly var group = ref data.Groups[g];
        int output = g * AffineGroup.Outputs,
            lane = vector * S.Lanes;
        W c0 = S.Broadcast(data.Bias[output]),
            c1 = S.Broadcast(data.Bias[output + 1]),
            c2 = S.Broadcast(data.Bias[output + 2]),
            c3 = S.Broadcast(data.Bias[output + 3]);
        W d0 = c0,
            d1 = c1,
            d2 = c2,
            d3 = c3;
        int* unit = units.Pointer + group.Units,
            end = unit + group.Count;
        long* w = weights.Pointer + group.Weights;
        for (; unit != end; unit++, w += AffineGroup.Outputs)
        {
            long* x = (long*)(tile + (nint)(*unit) * Rows<S, V, W>.SlotBytes) + lane;
            W a = S.Load(x),
                b = S.Load(x + S.Lanes / 2),
                k = S.Broadcast(w[0]);
            c0 = S.Add(c0, P.Of(a, k));
            d0 = S.Add(d0, P.Of(b, k));
            k = S.Broadcast(w[1]);
            c1 = S.Add(c1, P.Of(a, k));
            d1 = S.Add(d1, P.Of(b, k));
            k = S.Broadcast(w[2]);
            c2 = S.Add(c2, P.Of(a, k));
            d2 = S.Add(d2, P.Of(b, k));
            k = S.Broadcast(w[3]);
            c3 = S.Add(c3, P.Of(a, k));
            d3 = S.Add(d3, P.Of(b, k));
        }
        Store(tile, output, vector, c0, d0);
        Store(tile, output + 1, vector, c1, d1);
        Store(tile, output + 2, vector, c2, d2);
        Store(tile, output + 3, vector, c3, d3);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Store(byte* tile, int output, int vector, W lower, W upper)
    {
        ref readonly var q = ref data.Requantize[output];
        Rows<S, V, W>.StoreWide(
            tile,
            data.Targets[output],
            vector,
            Requantizer64<S, V, W>.Apply(lower, q),
            Requantizer64<S, V, W>.Apply(upper, q)
        );
    }

    private interface IProduct
    {
        static abstract W Of(W a, W b);
    }

    private readonly struct Narrow : IProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static W Of(W a, W b) => S.MultiplyNarrow(a, b);
    }

    private readonly struct Wide : IProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static W Of(W a, W b) => S.Multiply(a, b);
    }
}
