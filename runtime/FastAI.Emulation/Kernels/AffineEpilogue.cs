using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Requantises the four sums of a group in 32-bit lanes and stores them. Biases have already been given the halves that rounding adds.
/// Where every output needs only a shift and a clamp this happens in registers; else the kernel leaves the sums in scratch rows and calls
/// <see cref="Finish"/>, so that no sum has to survive a call.
/// </summary>
internal sealed unsafe class AffineEpilogue<S, V, W>
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly Requantization[] requantize;
    private readonly Row[] targets;
    private readonly Pinned<int> slots;
    private readonly Pinned<SimpleLimit> limits;
    private readonly int scratch;

    public AffineEpilogue(AffineData data)
    {
        requantize = [.. data.Requantize.Select(q => q.WithHalfAdded())];
        targets = data.Targets;
        scratch = data.Scratch;
        Pairs = data.TargetStorage == Storage.Pairs;
        Simple = requantize.All(SimpleLimit.Covers);
        slots = new Pinned<int>([.. targets.Select(t => t.Slot)]);
        limits = new Pinned<SimpleLimit>(Simple ? [.. requantize.Select(SimpleLimit.Of)] : []);
    }

    /// <summary>Whether a shift and a clamp are all.</summary>
    public bool Simple { get; }

    /// <summary>Whether results are pairs of 16 bits.</summary>
    private bool Pairs { get; }

    /// <summary>Shifts, clamps and stores one vector of each of a group's four sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(byte* tile, int g, int vector, V c0, V c1, V c2, V c3)
    {
        SimpleLimit* q = limits.Pointer + g * AffineGroup.Outputs;
        int* slot = slots.Pointer + g * AffineGroup.Outputs;
        c0 = Limit(c0, q);
        c1 = Limit(c1, q + 1);
        c2 = Limit(c2, q + 2);
        c3 = Limit(c3, q + 3);
        byte* at = tile + vector * S.Lanes * sizeof(int);
        if (Pairs)
        {
            S.Store(S.MergeHalves(c0, c1), (int*)(at + (nint)slot[0] * Rows<S, V, W>.SlotBytes));
            S.Store(S.MergeHalves(c2, c3), (int*)(at + (nint)slot[2] * Rows<S, V, W>.SlotBytes));
            return;
        }
        S.Store(c0, (int*)(at + (nint)slot[0] * Rows<S, V, W>.SlotBytes));
        S.Store(c1, (int*)(at + (nint)slot[1] * Rows<S, V, W>.SlotBytes));
        S.Store(c2, (int*)(at + (nint)slot[2] * Rows<S, V, W>.SlotBytes));
        S.Store(c3, (int*)(at + (nint)slot[3] * Rows<S, V, W>.SlotBytes));
    }

    /// <summary>Leaves one vector of each sum for <see cref="Finish"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(byte* tile, int vector, V c0, V c1, V c2, V c3)
    {
        int* at = (int*)(tile + (nint)scratch * Rows<S, V, W>.SlotBytes) + vector * S.Lanes;
        S.Store(c0, at);
        S.Store(c1, at + S.Events);
        S.Store(c2, at + 2 * S.Events);
        S.Store(c3, at + 3 * S.Events);
    }

    /// <summary>Requantises and stores the sums that were left, all events of a group.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Finish(byte* tile, int g)
    {
        for (int m = 0; m < AffineGroup.Outputs; m++)
        {
            int output = g * AffineGroup.Outputs + m;
            var from = new Row(scratch + m, RowKind.Int32);
            ref readonly var q = ref requantize[output];
            for (int v = 0; v < Rows<S, V, W>.Vectors; v++)
                Rows<S, V, W>.Store(tile, targets[output], v, Requantizer32<S, V, W>.Apply(Rows<S, V, W>.Load(tile, from, v), q));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Limit(V x, SimpleLimit* q) =>
        S.Min(S.Max(S.ShiftRight(x, S.Broadcast(q->Shift)), S.Broadcast(q->Low)), S.Broadcast(q->High));
}
