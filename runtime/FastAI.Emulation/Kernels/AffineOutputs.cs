using System.Runtime.CompilerServices;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Affine maps of 16-bit elements for one event, lane = output: each pair of elements is broadcast and meets a row of weights. Exact where
/// <see cref="AffinePairs{S, V, W}"/> is. The tile is that of <see cref="SimdSingle"/>: slots of four bytes.
/// </summary>
internal sealed unsafe class AffineOutputs<S, V, W> : Step
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    private readonly OutputGroup[] groups;
    private readonly Pinned<int> units;
    private readonly Pinned<int> weights;
    private readonly Pinned<int> bias;
    private readonly Pinned<int> shifts;
    private readonly Pinned<int> lows;
    private readonly Pinned<int> highs;
    private readonly Requantization[] requantize;
    private readonly Row[] targets;
    private readonly bool simple;

    public AffineOutputs(OutputData data)
    {
        groups = data.Groups;
        units = new Pinned<int>(data.Units);
        weights = new Pinned<int>(data.Weights);
        bias = new Pinned<int>([.. data.Bias.Select((b, i) => (int)(b + data.Requantize[i].Half))]);
        requantize = [.. data.Requantize.Select(q => q.WithHalfAdded())];
        targets = data.Targets;
        simple = requantize.All(SimpleLimit.Covers);
        SimpleLimit[] limits = [.. requantize.Select(q => simple ? SimpleLimit.Of(q) : default)];
        shifts = new Pinned<int>([.. limits.Select(l => l.Shift)]);
        lows = new Pinned<int>([.. limits.Select(l => l.Low)]);
        highs = new Pinned<int>([.. limits.Select(l => l.High)]);
    }

    [SkipLocalsInit]
    public override void Run(byte* tile)
    {
        int* sums = stackalloc int[4 * 16];
        for (int g = 0; g < groups.Length; g++)
        {
            ref readonly var group = ref groups[g];
            switch (group.Vectors)
            {
                case 4:
                    Four(tile, group, sums);
                    break;
                case 2:
                    Two(tile, group, sums);
                    break;
                default:
                    One(tile, group, sums);
                    break;
            }
            if (!simple || group.Start < 0)
                Scatter(tile, group, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Four(byte* tile, in OutputGroup group, int* sums)
    {
        int* b = bias.Pointer + group.Lanes,
            unit = units.Pointer + group.Units,
            end = unit + group.Count,
            w = weights.Pointer + group.Weights;
        V c0 = S.Load(b),
            c1 = S.Load(b + S.Lanes),
            c2 = S.Load(b + 2 * S.Lanes),
            c3 = S.Load(b + 3 * S.Lanes);
        for (; unit != end; unit++, w += 4 * S.Lanes)
        {
            var x = S.Broadcast(((int*)tile)[*unit]);
            c0 = S.Add(c0, S.MultiplyAddPairs(x, S.Load(w)));
            c1 = S.Add(c1, S.MultiplyAddPairs(x, S.Load(w + S.Lanes)));
            c2 = S.Add(c2, S.MultiplyAddPairs(x, S.Load(w + 2 * S.Lanes)));
            c3 = S.Add(c3, S.MultiplyAddPairs(x, S.Load(w + 3 * S.Lanes)));
        }
        Store(tile, group, 0, c0, sums);
        Store(tile, group, 1, c1, sums);
        Store(tile, group, 2, c2, sums);
        Store(tile, group, 3, c3, sums);
    }

    /// <summary>Two sums a lane, of even and odd slots, so that additions do not wait for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Two(byte* tile, in OutputGroup group, int* sums)
    {
        int* b = bias.Pointer + group.Lanes,
            unit = units.Pointer + group.Units,
            end = unit + (group.Count & ~1),
            w = weights.Pointer + group.Weights;
        V c0 = S.Load(b),
            c1 = S.Load(b + S.Lanes),
            d0 = S.Broadcast(0),
            d1 = d0;
        for (; unit != end; unit += 2, w += 4 * S.Lanes)
        {
            V x = S.Broadcast(((int*)tile)[unit[0]]),
                y = S.Broadcast(((int*)tile)[unit[1]]);
            c0 = S.Add(c0, S.MultiplyAddPairs(x, S.Load(w)));
            c1 = S.Add(c1, S.MultiplyAddPairs(x, S.Load(w + S.Lanes)));
            d0 = S.Add(d0, S.MultiplyAddPairs(y, S.Load(w + 2 * S.Lanes)));
            d1 = S.Add(d1, S.MultiplyAddPairs(y, S.Load(w + 3 * S.Lanes)));
        }
        if ((group.Count & 1) != 0)
        {
            var x = S.Broadcast(((int*)tile)[*unit]);
            c0 = S.Add(c0, S.MultiplyAddPairs(x, S.Load(w)));
            c1 = S.Add(c1, S.MultiplyAddPairs(x, S.Load(w + S.Lanes)));
        }
        Store(tile, group, 0, S.Add(c0, d0), sums);
        Store(tile, group, 1, S.Add(c1, d1), sums);
    }

    /// <summary>Two sums a lane, of even and odd slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void One(byte* tile, in OutputGroup group, int* sums)
    {
        int* b = bias.Pointer + group.Lanes,
            unit = units.Pointer + group.Units,
            end = unit + (group.Count & ~1),
            w = weights.Pointer + group.Weights;
        V c = S.Load(b),
            d = S.Broadcast(0);
        for (; unit != end; unit += 2, w += 2 * S.Lanes)
        {
            c = S.Add(c, S.MultiplyAddPairs(S.Broadcast(((int*)tile)[unit[0]]), S.Load(w)));
            d = S.Add(d, S.MultiplyAddPairs(S.Broadcast(((int*)tile)[unit[1]]), S.Load(w + S.Lanes)));
        }
        if ((group.Count & 1) != 0)
            c = S.Add(c, S.MultiplyAddPairs(S.Broadcast(((int*)tile)[*unit]), S.Load(w)));
        Store(tile, group, 0, S.Add(c, d), sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(byte* tile, in OutputGroup group, int vector, V sum, int* sums)
    {
        if (!simple)
        {
            S.Store(sum, sums + vector * S.Lanes);
            return;
        }
        int lane = group.Lanes + vector * S.Lanes;
        sum = S.Min(S.Max(S.ShiftRight(sum, S.Load(shifts.Pointer + lane)), S.Load(lows.Pointer + lane)), S.Load(highs.Pointer + lane));
        if (group.Start >= 0)
            S.StoreNarrow(sum, (short*)tile + group.Start + vector * S.Lanes);
        else
            S.Store(sum, sums + vector * S.Lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Scatter(byte* tile, in OutputGroup group, int* sums)
    {
        for (int m = 0; m < group.Outputs; m++)
        {
            int lane = group.Lanes + m;
            int y = simple ? sums[m] : Requantizer32<SimdSingle, int, long>.Apply(sums[m], requantize[lane]);
            ScalarRows.Write(tile, targets[lane], 0, y, events: 1);
        }
    }
}
