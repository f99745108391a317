using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Trees;

/// <summary>
/// Small decision trees in 32-bit lanes, lane = event: from a tree's last node to its root each node takes what its true or its false
/// branch gave, for all events of the tile, so that a node is read once a tile. Sums are modulo 2^32,
/// in which every result that fits is exact.
/// </summary>
internal sealed unsafe class TreeSelect32<S, V, W> : WideStep
    where S : struct, ISimd<V, W>
    where V : struct
    where W : struct
{
    /// <summary>Nodes beyond which walking is faster than computing them all.</summary>
    private const int MaxNodes = 64;

    private readonly TreeStructure structure;
    private readonly Row[] from;
    private readonly Row[] to;
    private readonly TreeStep[] steps;
    private readonly int[] values;
    private readonly int[] sums;
    private readonly int[] used;

    /// <param name="ensemble">Trees for which <see cref="Serves"/> holds.</param>
    /// <param name="from">Rows of the operand; none of 64 bits.</param>
    /// <param name="to">Rows of the result; none of 64 bits.</param>
    public TreeSelect32(TreeEnsemble ensemble, Row[] from, Row[] to)
    {
        (structure, this.from, this.to) = (ensemble.Structure, from, to);
        values = [.. ensemble.Values.Select(v => unchecked((int)v))];
        sums = [.. ensemble.Base.Select(b => unchecked((int)b))];
        used = [.. structure.Features.Distinct().Order()];
        var position = used.Select((feature, i) => (feature, i)).ToDictionary(pair => pair.feature, pair => pair.i * Rows<S, V, W>.Vectors);
        steps = new TreeStep[structure.Nodes];
        for (int t = 0; t < structure.Trees; t++)
        {
            int first = structure.NodeStarts[t];
            int Place(int branch) => branch < 0 ? branch : (branch - first) * Rows<S, V, W>.Vectors;
            for (int n = first; n < structure.NodeStarts[t + 1]; n++)
                steps[n] = new(
                    position[structure.Features[n]],
                    (int)Math.Min(ensemble.Thresholds[n], int.MaxValue),
                    Place(structure.WhenTrue[n]),
                    Place(structure.WhenFalse[n])
                );
        }
    }

    /// <summary>Whether the trees are small and no threshold lies below every 32-bit integer.</summary>
    public static bool Serves(TreeEnsemble ensemble)
    {
        var structure = ensemble.Structure;
        for (int t = 0; t < structure.Trees; t++)
            if (structure.NodeStarts[t + 1] - structure.NodeStarts[t] > MaxNodes)
                return false;
        foreach (long threshold in ensemble.Thresholds)
            if (threshold < int.MinValue)
                return false;
        return S.Lanes > 1;
    }

    public override int ScratchBytes => (used.Length + to.Length + MaxNodes) * Rows<S, V, W>.SlotBytes;

    public override void Run(byte* tiles, nint stride, int count, byte* scratch)
    {
        int vectors = Rows<S, V, W>.Vectors;
        int* x = (int*)scratch,
            results = x + used.Length * vectors * S.Lanes,
            chosen = results + to.Length * vectors * S.Lanes;
        for (int i = 0; i < count; i++)
            Run(tiles + i * stride, x, results, chosen);
    }

    private void Run(byte* tile, int* x, int* results, int* chosen)
    {
        int vectors = Rows<S, V, W>.Vectors,
            lanes = S.Lanes;
        for (int i = 0; i < used.Length * vectors; i++)
            S.Store(Rows<S, V, W>.Load(tile, from[used[i / vectors]], i % vectors), x + i * lanes);
        for (int i = 0; i < to.Length * vectors; i++)
            S.Store(S.Broadcast(sums[i / vectors]), results + i * lanes);
        for (int t = 0; t < structure.Trees; t++)
        {
            var nodes = steps.AsSpan(structure.NodeStarts[t]..structure.NodeStarts[t + 1]);
            var targets = structure.TargetsOf(t);
            for (int column = 0; column < targets.Length; column++)
            {
                for (int i = nodes.Length - 1; i >= 0; i--)
                    Choose(nodes[i], column, x, chosen, chosen + i * vectors * lanes);
                int* result = results + targets[column] * vectors * lanes;
                for (int v = 0; v < vectors; v++, result += lanes)
                    S.Store(S.Add(S.Load(result), S.Load(chosen + v * lanes)), result);
            }
        }
        for (int i = 0; i < to.Length * vectors; i++)
            Rows<S, V, W>.Store(tile, to[i / vectors], i % vectors, S.Load(results + i * lanes));
    }

    // What a branch that leads to a leaf gives is the same in all lanes.
    private void Choose(in TreeStep node, int column, int* x, int* chosen, int* result)
    {
        int lanes = S.Lanes,
            length = Rows<S, V, W>.Vectors * lanes;
        V threshold = S.Broadcast(node.Threshold),
            leaf = S.Broadcast(node.WhenTrue < 0 ? values[~node.WhenTrue + column] : 0),
            other = S.Broadcast(node.WhenFalse < 0 ? values[~node.WhenFalse + column] : 0);
        int* yes = chosen + node.WhenTrue * lanes,
            no = chosen + node.WhenFalse * lanes;
        x += node.Element * lanes;
        for (int i = 0; i < length; i += lanes)
            S.Store(
                S.Select(
                    S.GreaterThan(S.Load(x + i), threshold),
                    node.WhenFalse < 0 ? other : S.Load(no + i),
                    node.WhenTrue < 0 ? leaf : S.Load(yes + i)
                ),
                result + i
            );
    }
}
