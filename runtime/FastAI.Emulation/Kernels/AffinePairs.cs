using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Affine maps of 16-bit elements by multiply-add of pairs, lane = event, with bias and requantisation. Exact where every element and
/// weight fits 16 bits and every sum (with its bias, and half a step where rounding adds one) fits 32: partial sums are right modulo 2^32,
/// also where a pair is (-2^15)^2 + (-2^15)^2.
/// </summary>
internal sealed unsafe class AffinePairs<S, V, W> : Step
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

    public AffinePairs(AffineData data)
    {
        groups = data.Groups;
        units = new Pinned<int>(data.Units);
        weights = new Pinned<int>(Array.ConvertAll(data.Weights, w => (int)w));
        bias = new Pinned<int>(data.Bias.Select((b, i) => (int)(b + data.Requantize[i].Half)).ToArray());
        epilogue = new AffineEpilogue<S, V, W>(data);
        simple = epilogue.Simple;
    }

    public override void Run(byte* tile)
    {
        for (int g = 0; g < groups.Length; g++)
        {
            if (S.ManyRegisters)
                for (int v = 0; v < Rows<S, V, W>.Vectors; v += 4)
                    Four(tile, g, v);
            else
                for (int v = 0; v < Rows<S, V, W>.Vectors; v += 2)
                    Two(tile, g, v);
            if (!simple)
                epilogue.Finish(tile, g);
        }
    }

    /// <summary>Four outputs by four vectors: 16 sums in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Four(byte* tile, int g, int vector)
    {
        ref readonly var group = ref groups[g];
        int* b = bias.Pointer + g * AffineGroup.Outputs;
        V c00 = S.Broadcast(b[0]),
            c10 = S.Broadcast(b[1]),
            c20 = S.Broadcast(b[2]),
            c30 = S.Broadcast(b[3]);
        V c01 = c00,
            c02 = c00,
            c03 = c00,
            c11 = c10,
            c12 = c10,
            c13 = c10,
            c21 = c20,
            c22 = c20,
            c23 = c20,
            c31 = c30,
            c32 = c30,
            c33 = c30;
        int* unit = units.Pointer + group.Units,
            end = unit + group.Count,
            w = weights.Pointer + group.Weights;
        byte* first = tile + vector * S.Lanes * sizeof(int);
        for (; unit != end; unit++, w += AffineGroup.Outputs)
        {
            int* x = (int*)(first + (nint)(*unit) * Rows<S, V, W>.SlotBytes);
            V a0 = S.Load(x),
                a1 = S.Load(x + S.Lanes),
                a2 = S.Load(x + 2 * S.Lanes),
                a3 = S.Load(x + 3 * S.Lanes),
                k = S.Broadcast(w[0]);
            c00 = Sum(c00, a0, k);
            c01 = Sum(c01, a1, k);
            c02 = Sum(c02, a2, k);
            c03 = Sum(c03, a3, k);
            k = S.Broadcast(w[1]);
            c10 = Sum(c10, a0, k);
            c11 = Sum(c11, a1, k);
            c12 = Sum(c12, a2, k);
            c13 = Sum(c13, a3, k);
            k = S.Broadcast(w[2]);
            c20 = Sum(c20, a0, k);
            c21 = Sum(c21, a1, k);
            c22 = Sum(c22, a2, k);
            c23 = Sum(c23, a3, k);
            k = S.Broadcast(w[3]);
            c30 = Sum(c30, a0, k);
            c31 = Sum(c31, a1, k);
            c32 = Sum(c32, a2, k);
            c33 = Sum(c33, a3, k);
        }
        if (simple)
        {
            epilogue.Store(tile, g, vector, c00, c10, c20, c30);
            epilogue.Store(tile, g, vector + 1, c01, c11, c21, c31);
            epilogue.Store(tile, g, vector + 2, c02, c12, c22, c32);
            epilogue.Store(tile, g, vector + 3, c03, c13, c23, c33);
        }
        else
        {
            epilogue.Leave(tile, vector, c00, c10, c20, c30);
            epilogue.Leave(tile, vector + 1, c01, c11, c21, c31);
            epilogue.Leave(tile, vector + 2, c02, c12, c22, c32);
            epilogue.Leave(tile, vector + 3, c03, c13, c23, c33);
        }
    }

    /// <summary>Four outputs by two vectors: 8 sums, for machines with 16 registers.</summary>
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
    private static V Sum(V sum, V a, V w) => S.Add(sum, S.MultiplyAddPairs(a, w));
}
