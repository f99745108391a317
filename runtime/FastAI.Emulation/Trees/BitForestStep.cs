using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;

namespace FastAI.Emulation.Trees;

/// <summary>
/// Decision trees on bit planes: each bit of a vector is one event. All tests of all trees are computed for all events of several tiles,
/// without a branch that depends on data.
/// Sums are modulo 2^32, in which every result that fits is exact.
/// </summary>
internal sealed unsafe class BitForestStep<S, B, P, V, W> : WideStep
    where S : struct, ISimd<V, W>
    where B : struct, IBits<V>
    where P : struct, IParts
    where V : struct
    where W : struct
{
    private const int Vectors = SlotPlanes<S, B, V, W>.Vectors;

    private readonly BitForest forest;
    private readonly Row[] to;
    private readonly SlotPlanes<S, B, V, W>[] slots;
    private readonly LeafSums<S, B, V, W> leaves;
    private readonly Pinned<BitTree> trees;
    private readonly Pinned<ushort> nodes;
    private readonly Pinned<int> below;
    private readonly bool wide;

    /// <param name="forest">The trees.</param>
    /// <param name="from">Vectors of the operand; none of 64 bits.</param>
    /// <param name="to">Vectors of the result; none of 64 bits.</param>
    public BitForestStep(BitForest forest, Row[] from, Row[] to)
    {
        (this.forest, this.to) = (forest, to);
        wide = forest.Wide;
        // Elements may be the same row; then each has its own planes.
        slots =
        [
            .. forest
                .Features.GroupBy(f => from[f.Element])
                .SelectMany(same => same.Select((feature, copy) => (feature, copy)))
                .GroupBy(f => (from[f.feature.Element].Slot, f.copy))
                .Select(slot => new SlotPlanes<S, B, V, W>(slot.Key.Slot, [.. slot.Select(f => (f.feature, from[f.feature.Element]))])),
        ];
        leaves = new LeafSums<S, B, V, W>(forest, wide);
        // From numbers of planes to offsets in steps of eight bytes.
        nodes = new Pinned<ushort>([.. forest.Nodes.Select(plane => (ushort)(plane * (S.Lanes / 2)))]);
        below = new Pinned<int>(forest.Below);
        trees = new Pinned<BitTree>(forest.Trees);
    }

    public override int ScratchBytes =>
        (
            Vectors
            + forest.Planes
            + LeafNumbers<S, B, P, V, W>.Scratch
            + BitForest.MaxGroup * LeafSums<S, B, V, W>.Numbers
            + to.Length * (leaves.Narrow + Vectors)
        )
        * S.Lanes
        * sizeof(int);

    public override void Run(byte* tiles, nint stride, int count, byte* scratch)
    {
        int inTile = Tile.Events / S.Lanes,
            atOnce = Vectors / inTile;
        for (int first = 0; first < count; first += atOnce)
            RunGroup(tiles + first * stride, stride, Math.Min(atOnce, count - first), (int*)scratch);
    }

    private void RunGroup(byte* tiles, nint stride, int count, int* scratch)
    {
        int n = S.Lanes;
        int* bits = scratch,
            planes = bits + Vectors * n,
            work = planes + forest.Planes * n,
            numbers = work + LeafNumbers<S, B, P, V, W>.Scratch * n;
        int* narrow = numbers + BitForest.MaxGroup * LeafSums<S, B, V, W>.Numbers * n,
            sums = narrow + to.Length * leaves.Narrow * n;
        foreach (var slot in slots)
            slot.Make(tiles, stride, count, bits, planes);
        Clear(narrow, sums);
        foreach (var group in forest.Groups)
        {
            if (wide)
                LeafNumbers<S, B, P, V, W>.FindBytes(
                    trees.Pointer + group.FirstTree,
                    group.Trees,
                    nodes.Pointer,
                    below.Pointer,
                    planes,
                    work,
                    numbers
                );
            else
                LeafNumbers<S, B, P, V, W>.FindNibbles(trees.Pointer + group.FirstTree, group.Trees, nodes.Pointer, planes, numbers);
            for (int r = group.FirstRun; r < group.FirstRun + group.Runs; r++)
            {
                var run = forest.Runs[r];
                leaves.Add(run, numbers, narrow + run.Target * leaves.Narrow * n);
                if (run.Spill)
                    leaves.Spill(narrow + run.Target * leaves.Narrow * n, sums + run.Target * Vectors * n);
            }
        }
        Store(tiles, stride, count, narrow, sums);
    }

    private void Clear(int* narrow, int* sums)
    {
        for (int i = 0; i < to.Length * leaves.Narrow; i++)
            S.Store(S.Broadcast(0), narrow + i * S.Lanes);
        for (int i = 0; i < to.Length * Vectors; i++)
            S.Store(S.Broadcast(forest.Sums[i / Vectors]), sums + i * S.Lanes);
    }

    private void Store(byte* tiles, nint stride, int count, int* narrow, int* sums)
    {
        int inTile = Tile.Events / S.Lanes;
        for (int target = 0; target < to.Length; target++)
        {
            int* sum = sums + target * Vectors * S.Lanes;
            leaves.Spill(narrow + target * leaves.Narrow * S.Lanes, sum);
            for (int v = 0; v < count * inTile; v++)
                Rows<S, V, W>.Store(tiles + v / inTile * stride, to[target], v % inTile, S.Load(sum + v * S.Lanes));
        }
    }
}
