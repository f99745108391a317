using FastAI.Emulation.Kernels;
using FastAI.Emulation.Planning;
using FastAI.Emulation.Simd;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Trees;

/// <summary>
/// Small decision trees in 32-bit lanes, lane = event: from a tree's last node to its root each node takes what its true or its false branch gave, for all events of the tile,
/// so that a node is read once a tile. Sums are modulo 2^32, in which every result that fits is exact.
/// </summary>
internal sealed unsafe class TreeSelect32<S, V, W> : Step
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
                steps[n] = new(position[structure.Features[n]], (int)Math.Min(ensemble.Thresholds[n], int.MaxValue), Place(structure.WhenTrue[n]), Place(structure.WhenFalse[n]));
        }
    }

    /// <summary>Whether the trees are small and no threshold lies below every 32-bit integer.</summary>
    public static bool Serves(TreeEnsemble ensemble)
    {
        var structure = ensemble.Structure;
        for (int t = 0; t < structure.Trees; t++)
            if (structure.NodeStarts[t + 1] - structure.NodeStarts[t] > MaxNodes) return false;
        foreach (long threshold in ensemble.Thresholds)
            if (threshold < int.MinValue) return false;
        return S.Lanes > 1;
    }

    public override void Run(byte* tile)
    {
        int vectors = Rows<S, V, W>.Vectors;
        V[] x = new V[used.Length * vectors], results = new V[to.Length * vectors], chosen = new V[MaxNodes * vectors];
        for (int i = 0; i < x.Length; i++) x[i] = Rows<S, V, W>.Load(tile, from[used[i / vectors]], i % vectors);
        for (int i = 0; i < results.Length; i++) results[i] = S.Broadcast(sums[i / vectors]);
        for (int t = 0; t < structure.Trees; t++)
        {
            var nodes = steps.AsSpan(structure.NodeStarts[t]..structure.NodeStarts[t + 1]);
            var targets = structure.TargetsOf(t);
            for (int column = 0; column < targets.Length; column++)
            {
                for (int i = nodes.Length - 1; i >= 0; i--) Choose(nodes[i], column, x, chosen, chosen.AsSpan(i * vectors, vectors));
                for (int v = 0; v < vectors; v++) results[targets[column] * vectors + v] = S.Add(results[targets[column] * vectors + v], chosen[v]);
            }
        }
        for (int i = 0; i < results.Length; i++) Rows<S, V, W>.Store(tile, to[i / vectors], i % vectors, results[i]);
    }

    private void Choose(in TreeStep node, int column, ReadOnlySpan<V> x, ReadOnlySpan<V> chosen, Span<V> result)
    {
        var threshold = S.Broadcast(node.Threshold);
        x = x.Slice(node.Element, result.Length);
        var leaf = S.Broadcast(node.WhenTrue < 0 ? values[~node.WhenTrue + column] : 0);
        var other = S.Broadcast(node.WhenFalse < 0 ? values[~node.WhenFalse + column] : 0);
        if (node.WhenTrue < 0 && node.WhenFalse < 0)
        {
            for (int v = 0; v < result.Length; v++) result[v] = S.Select(S.GreaterThan(x[v], threshold), other, leaf);
        }
        else if (node.WhenTrue < 0)
        {
            var no = chosen.Slice(node.WhenFalse, result.Length);
            for (int v = 0; v < result.Length; v++) result[v] = S.Select(S.GreaterThan(x[v], threshold), no[v], leaf);
        }
        else if (node.WhenFalse < 0)
        {
            var yes = chosen.Slice(node.WhenTrue, result.Length);
            for (int v = 0; v < result.Length; v++) result[v] = S.Select(S.GreaterThan(x[v], threshold), other, yes[v]);
        }
        else
        {
            ReadOnlySpan<V> yes = chosen.Slice(node.WhenTrue, result.Length), no = chosen.Slice(node.WhenFalse, result.Length);
            for (int v = 0; v < result.Length; v++) result[v] = S.Select(S.GreaterThan(x[v], threshold), no[v], yes[v]);
        }
    }
}
