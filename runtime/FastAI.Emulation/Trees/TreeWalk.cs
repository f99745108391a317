using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Trees;

/// <summary>Decision trees walked from the root, event by event, in 64-bit integers: for one event, large trees and wide mantissas. Sums are modulo 2^64, in which every result is exact.</summary>
/// <param name="ensemble">The trees.</param>
/// <param name="from">Rows of the operand.</param>
/// <param name="to">Rows of the result.</param>
/// <param name="events">Events of a tile.</param>
internal sealed unsafe class TreeWalk(TreeEnsemble ensemble, Row[] from, Row[] to, int events) : Step
{
    private readonly Pinned<long> thresholds = new(ensemble.Thresholds.AsSpan());
    private readonly Pinned<int> features = new(ensemble.Structure.Features.AsSpan());
    private readonly Pinned<int> branches = new([.. Enumerable.Range(0, 2 * ensemble.Structure.Nodes).Select(i => (i % 2 == 0 ? ensemble.Structure.WhenTrue : ensemble.Structure.WhenFalse)[i / 2])]);
    private readonly Pinned<long> values = new(ensemble.Values.AsSpan());
    private readonly int[] used = [.. ensemble.Structure.Features.Distinct().Order()];

    public override void Run(byte* tile)
    {
        var structure = ensemble.Structure;
        var elements = new long[from.Length];
        var sums = new long[to.Length];
        fixed (long* x = elements)
        {
            for (int e = 0; e < events; e++)
            {
                foreach (int feature in used) x[feature] = ScalarRows.Read(tile, from[feature], e, events);
                ensemble.Base.CopyTo(sums);
                for (int t = 0; t < structure.Trees; t++) Add(structure.TargetsOf(t), Walk(x, structure.NodeStarts[t]), sums);
                for (int i = 0; i < to.Length; i++) ScalarRows.Write(tile, to[i], e, sums[i], events);
            }
        }
    }

    private int Walk(long* x, int at)
    {
        while (at >= 0) at = branches.Pointer[2 * at + (x[features.Pointer[at]] > thresholds.Pointer[at] ? 1 : 0)];
        return ~at;
    }

    private void Add(ReadOnlySpan<int> targets, int leaf, long[] sums)
    {
        for (int i = 0; i < targets.Length; i++) sums[targets[i]] = unchecked(sums[targets[i]] + values.Pointer[leaf + i]);
    }
}
