using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Affine maps of 8-bit elements by <c>vpdpbusd</c>, lane = event: four products of an unsigned and a signed byte are added to a 32-bit
/// sum, modulo 2^32 and without saturation. Exact where every weight fits 8 bits, signed, every element fits 8 bits, unsigned or signed,
/// and every sum (with its bias, and half a step where rounding adds one) fits 32. Signed elements are stored with 128 added; the bias has
/// then lost 128 times the sum of their weights, so that the sum modulo 2^32 is that of the map.
/// </summary>
internal sealed unsafe class AffineBytes : Step
{
    private const int Lanes = 8;
    private const int Vectors = Tile.Events / Lanes;

    private readonly AffineGroup[] groups;
    private readonly Pinned<int> units;
    private readonly Pinned<int> weights;
    private readonly Pinned<int> bias;
    private readonly ByteEpilogue? bytes;
    private readonly AffineEpilogue<Simd256, Vector256<int>, Vector256<long>>? words;

    /// <param name="data">Slots of four bytes; four weights in one 32-bit word, lowest byte first; biases
    /// without what the elements' offsets add.</param>
    public AffineBytes(AffineData data)
    {
        groups = data.Groups;
        units = new Pinned<int>(data.Units);
        weights = new Pinned<int>(Array.ConvertAll(data.Weights, w => (int)w));
        if (data.TargetStorage == Storage.Bytes)
            bytes = new ByteEpilogue(data);
        else
            words = new AffineEpilogue<Simd256, Vector256<int>, Vector256<long>>(data);
        bias = new Pinned<int>([.. data.Bias.Select((b, i) => unchecked((int)(b + data.Requantize[i].Half + (bytes?.Added(i) ?? 0))))]);
    }

    public static bool IsSupported => AvxVnni.IsSupported && Simd256.IsSupported;

    public override void Run(byte* tile)
    {
        for (int g = 0; g < groups.Length; g++)
        {
            if (Simd256.ManyRegisters)
                for (int v = 0; v < Vectors; v += 4)
                    Four(tile, g, v);
            else
                for (int v = 0; v < Vectors; v += 2)
                    Two(tile, g, v);
            if (words is { Simple: false })
                words.Finish(tile, g);
        }
    }

    /// <summary>Four outputs by four vectors: 16 sums in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Four(byte* tile, int g, int vector)
    {
        ref readonly var group = ref groups[g];
        int* b = bias.Pointer + g * AffineGroup.Outputs;
        Vector256<int> c00 = Vector256.Create(b[0]),
            c10 = Vector256.Create(b[1]),
            c20 = Vector256.Create(b[2]),
            c30 = Vector256.Create(b[3]);
        Vector256<int> c01 = c00,
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
        int* first = (int*)tile + vector * Lanes;
        for (; unit != end; unit++, w += AffineGroup.Outputs)
        {
            int* x = first + (nint)(*unit) * Tile.Events;
            Vector256<int> a0 = Vector256.Load(x),
                a1 = Vector256.Load(x + Lanes),
                a2 = Vector256.Load(x + 2 * Lanes),
                a3 = Vector256.Load(x + 3 * Lanes),
                k = Vector256.Create(w[0]);
            c00 = Sum(c00, a0, k);
            c01 = Sum(c01, a1, k);
            c02 = Sum(c02, a2, k);
            c03 = Sum(c03, a3, k);
            k = Vector256.Create(w[1]);
            c10 = Sum(c10, a0, k);
            c11 = Sum(c11, a1, k);
            c12 = Sum(c12, a2, k);
            c13 = Sum(c13, a3, k);
            k = Vector256.Create(w[2]);
            c20 = Sum(c20, a0, k);
            c21 = Sum(c21, a1, k);
            c22 = Sum(c22, a2, k);
            c23 = Sum(c23, a3, k);
            k = Vector256.Create(w[3]);
            c30 = Sum(c30, a0, k);
            c31 = Sum(c31, a1, k);
            c32 = Sum(c32, a2, k);
            c33 = Sum(c33, a3, k);
        }
        Keep(tile, g, vector, c00, c10, c20, c30);
        Keep(tile, g, vector + 1, c01, c11, c21, c31);
        Keep(tile, g, vector + 2, c02, c12, c22, c32);
        Keep(tile, g, vector + 3, c03, c13, c23, c33);
    }

    /// <summary>Four outputs by two vectors: 8 sums, for machines with 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Two(byte* tile, int g, int vector)
    {
        ref readonly var group = ref groups[g];
        int* b = bias.Pointer + g * AffineGroup.Outputs;
        Vector256<int> c00 = Vector256.Create(b[0]),
            c10 = Vector256.Create(b[1]),
            c20 = Vector256.Create(b[2]),
            c30 = Vector256.Create(b[3]),
            c01 = c00,
            c11 = c10,
            c21 = c20,
            c31 = c30;
        int* unit = units.Pointer + group.Units,
            end = unit + group.Count,
            w = weights.Pointer + group.Weights;
        int* first = (int*)tile + vector * Lanes;
        for (; unit != end; unit++, w += AffineGroup.Outputs)
        {
            int* x = first + (nint)(*unit) * Tile.Events;
            Vector256<int> a0 = Vector256.Load(x),
                a1 = Vector256.Load(x + Lanes),
                k = Vector256.Create(w[0]);
            c00 = Sum(c00, a0, k);
            c01 = Sum(c01, a1, k);
            k = Vector256.Create(w[1]);
            c10 = Sum(c10, a0, k);
            c11 = Sum(c11, a1, k);
            k = Vector256.Create(w[2]);
            c20 = Sum(c20, a0, k);
            c21 = Sum(c21, a1, k);
            k = Vector256.Create(w[3]);
            c30 = Sum(c30, a0, k);
            c31 = Sum(c31, a1, k);
        }
        Keep(tile, g, vector, c00, c10, c20, c30);
        Keep(tile, g, vector + 1, c01, c11, c21, c31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep(byte* tile, int g, int vector, Vector256<int> c0, Vector256<int> c1, Vector256<int> c2, Vector256<int> c3)
    {
        if (bytes is not null)
            bytes.Store(tile, g, vector, c0, c1, c2, c3);
        else if (words!.Simple)
            words.Store(tile, g, vector, c0, c1, c2, c3);
        else
            words.Leave(tile, vector, c0, c1, c2, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Sum(Vector256<int> sum, Vector256<int> a, Vector256<int> w) =>
        AvxVnni.MultiplyWideningAndAdd(sum, a.AsByte(), w.AsSByte());
}
