using System.Runtime.CompilerServices;
using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Trees;

/// <summary>
/// Decision trees walked from the root, event by event, in 64-bit integers: for one event, deep trees and wide mantissas. Several trees of
/// about the same depth go down together, as many steps as the deepest, so that no branch depends on data; a leaf goes on to itself. Sums
/// are modulo 2^64, in which every result is exact.
/// </summary>
internal sealed unsafe class TreeWalk : WideStep
{
    private const int Together = 8;

    private readonly TreeEnsemble ensemble;
    private readonly Row[] from;
    private readonly Row[] to;
    private readonly int events;
    private readonly int[] used;
    private readonly int[] order;
    private readonly Pinned<int> roots;
    private readonly Pinned<int> steps;
    private readonly Pinned<WalkNode> nodes;
    private readonly int inner;
    private readonly int[] leaves;

    /// <param name="ensemble">The trees.</param>
    /// <param name="from">Rows of the operand.</param>
    /// <param name="to">Rows of the result.</param>
    /// <param name="events">Events of a tile.</param>
    public TreeWalk(TreeEnsemble ensemble, Row[] from, Row[] to, int events)
    {
        (this.ensemble, this.from, this.to, this.events) = (ensemble, from, to, events);
        var structure = ensemble.Structure;
        used = [.. structure.Features.Distinct().Order()];
        var position = used.Select((feature, i) => (feature, i)).ToDictionary(p => p.feature, p => p.i);
        var leafNodes = structure
            .WhenTrue.Concat(structure.WhenFalse)
            .Where(b => b < 0)
            .Distinct()
            .Select((branch, i) => (branch, i))
            .ToDictionary(p => p.branch, p => structure.Nodes + p.i);
        int Node(int branch) => branch >= 0 ? branch : leafNodes[branch];
        inner = structure.Nodes;
        nodes = new Pinned<WalkNode>([
            .. Enumerable
                .Range(0, inner)
                .Select(n => new WalkNode(
                    ensemble.Thresholds[n],
                    position[structure.Features[n]],
                    Node(structure.WhenTrue[n]),
                    Node(structure.WhenFalse[n])
                )),
            .. leafNodes.Values.Select(n => new WalkNode(0, 0, n, n)),
        ]);
        leaves = [.. leafNodes.Keys.Select(b => ~b)];
        var depth = new int[structure.Nodes];
        int Depth(int branch) => branch < 0 ? 0 : depth[branch];
        for (int n = structure.Nodes - 1; n >= 0; n--)
            depth[n] = 1 + Math.Max(Depth(structure.WhenTrue[n]), Depth(structure.WhenFalse[n]));
        order = [.. Enumerable.Range(0, structure.Trees).OrderBy(t => depth[structure.NodeStarts[t]])];
        roots = new Pinned<int>([.. order.Select(t => structure.NodeStarts[t])]);
        steps = new Pinned<int>([.. order.Chunk(Together).Select(trees => depth[structure.NodeStarts[trees[^1]]])]);
    }

    public override int ScratchBytes => (used.Length + to.Length) * sizeof(long);

    public override void Run(byte* tiles, nint stride, int count, byte* scratch)
    {
        long* x = (long*)scratch,
            sums = x + used.Length;
        for (int i = 0; i < count * events; i++)
            Event(tiles + i / events * stride, i % events, x, sums);
    }

    private void Event(byte* tile, int e, long* x, long* sums)
    {
        for (int i = 0; i < used.Length; i++)
            x[i] = ScalarRows.Read(tile, from[used[i]], e, events);
        ensemble.Base.CopyTo(new Span<long>(sums, to.Length));
        int* reached = stackalloc int[Together];
        for (int first = 0; first < order.Length; first += Together)
        {
            int trees = Math.Min(Together, order.Length - first);
            if (trees == Together)
                Walk(x, roots.Pointer + first, steps.Pointer[first / Together], reached);
            else
                for (int i = 0; i < trees; i++)
                    reached[i] = Walk(x, roots.Pointer[first + i], steps.Pointer[first / Together]);
            for (int i = 0; i < trees; i++)
                Add(order[first + i], leaves[reached[i] - inner], sums);
        }
        for (int i = 0; i < to.Length; i++)
            ScalarRows.Write(tile, to[i], e, sums[i], events);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(WalkNode* nodes, long* x, int at)
    {
        WalkNode* node = nodes + at;
        return (&node->WhenTrue)[x[node->Feature] > node->Threshold ? 1 : 0];
    }

    private int Walk(long* x, int at, int levels)
    {
        for (int i = 0; i < levels; i++)
            at = Next(nodes.Pointer, x, at);
        return at;
    }

    private void Walk(long* x, int* root, int levels, int* reached)
    {
        WalkNode* node = nodes.Pointer;
        int a = root[0],
            b = root[1],
            c = root[2],
            d = root[3],
            e = root[4],
            f = root[5],
            g = root[6],
            h = root[7];
        for (int i = 0; i < levels; i++)
        {
            a = Next(node, x, a);
            b = Next(node, x, b);
            c = Next(node, x, c);
            d = Next(node, x, d);
            e = Next(node, x, e);
            f = Next(node, x, f);
            g = Next(node, x, g);
            h = Next(node, x, h);
        }
        (reached[0], reached[1], reached[2], reached[3], reached[4], reached[5], reached[6], reached[7]) = (a, b, c, d, e, f, g, h);
    }

    private void Add(int tree, int leaf, long* sums)
    {
        var targets = ensemble.Structure.TargetsOf(tree);
        for (int i = 0; i < targets.Length; i++)
            sums[targets[i]] = unchecked(sums[targets[i]] + ensemble.Values[leaf + i]);
    }
}
