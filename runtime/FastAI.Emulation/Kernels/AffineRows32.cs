using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Affine maps in 32-bit lanes, lane = event. Exact where every sum (with its bias, and half a step where rounding adds one) fits 32 bits:
/// products and partial sums are right modulo 2^32 whatever their size.
/// </summary>
internal sealed unsafe class AffineRows32<S, V, W> : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly AffineGroup[] groups;
    private readonly Pinned<int> units;
    private readonly Pinned<int> weights;
    private readonly Pinned<int> bias;
    private readonly AffineEpilogue<S, V, W> epilogue;
    private readonly bool simple;

    public AffineRows32(AffineData data)
    {
        groups = data.Groups;
        units = new Pinned<int>(data.Units);
        weights = new Pinned<int>(Array.ConvertAll(data.Weights, w => unchecked((int)w)));
        bias = new Pinned<int>(data.Bias.Select((b, i) => (int)(b + data.Requantize[i].Half)).ToArray());
        epilogue = new AffineEpilogue<S, V, W>(data);
        simple = epilogue.Simple;
    }

    public override void Run(byte* tile)
    {
        for (int g = 0; g < groups.Length; g++)
        {
            if (Rows<S, V, W>.Vectors == 1)
                One(tile, g);
            else
                for (int v = 0; v < Rows<S, V, W>.Vectors; v += 2)
                    Two(tile, g, v);
            if (!simple)
                epilogue.Finish(tile, g);
        }
    }

    /// <summary>Tiles of one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void One(byte* tile, int g)
    {
        ref readonly var group = ref groups[g];
        int* b = bias.Pointer + g * AffineGroup.Outputs;
        V c0 = S.Broadcast(b[0]),
            c1 = S.Broadcast(b[1]),
            c2 = S.Broadcast(b[2]),
            c3 = S.Broadcast(b[3]);
        int* unit = units.Pointer + group.Units,
            end = unit + group.Count,
            w = weights.Pointer + group.Weights;
        for (; unit != end; unit++, w += AffineGroup.Outputs)
        {
            var a = S.Load((int*)(tile + (nint)(*unit) * Rows<S, V, W>.SlotBytes));
            c0 = Sum(c0, a, S.Broadcast(w[0]));
            c1 = Sum(c1, a, S.Broadcast(w[1]));
            c2 = Sum(c2, a, S.Broadcast(w[2]));
            c3 = Sum(c3, a, S.Broadcast(w[3]));
        }
        if (simple)
            epilogue.Store(tile, g, 0, c0, c1, c2, c3);
        else
            epilogue.Leave(tile, 0, c0, c1, c2, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Two(byte* tile, int g, int vector)
    {
        ref readonly var group = ref groups[g];
        int* b = bias.Pointer + g * AffineGroup.Outputs;
        V c00 = S.Broadcast(b[0]),
            c10 = S.Broadcast(b[1]),
            c20 = S.Broadcast(b[2]),
            c30 = S.Broadcast(b[3]),
            c01 = c00,
            c11 = c10,
            c21 = c20,
            c31 = c30;
        int* unit = units.Pointer + group.Units,
            end = unit + group.Count,
            w = weights.Pointer + group.Weights;
        byte* first = tile + vector * S.Lanes * sizeof(int);
        for (; unit != end; unit++, w += AffineGroup.Outputs)
        {
            int* x = (int*)(first + (nint)(*unit) * Rows<S, V, W>.SlotBytes);
            V a0 = S.Load(x),
                a1 = S.Load(x + S.Lanes),
                k = S.Broadcast(w[0]);
            c00 = Sum(c00, a0, k);
            c01 = Sum(c01, a1, k);
            k = S.Broadcast(w[1]);
            c10 = Sum(c10, a0, k);
            c11 = Sum(c11, a1, k);
            k = S.Broadcast(w[2]);
            c20 = Sum(c20, a0, k);
            c21 = Sum(c21, a1, k);
            k = S.Broadcast(w[3]);
            c30 = Sum(c30, a0, k);
            c31 = Sum(c31, a1, k);
        }
        if (simple)
        {
            epilogue.Store(tile, g, vector, c00, c10, c20, c30);
            epilogue.Store(tile, g, vector + 1, c01, c11, c21, c31);
        }
        else
        {
            epilogue.Leave(tile, vector, c00, c10, c20, c30);
            epilogue.Leave(tile, vector + 1, c01, c11, c21, c31);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum(V sum, V a, V w) => S.Add(sum, S.Multiply(a, w));
}
