using FastAI.Compiler.Onnx.Proto;

namespace FastAI.Compiler.Tests.Onnx.Trees;

/// <summary>Random decision trees as attributes of the operators of the machine learning domain: unbalanced, ids and nodes in any
/// order, some trees a single leaf.</summary>
internal sealed class ForestAttributes(TestRandom random, int features, int targets)
{
    private static readonly string[] Modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];

    private readonly List<(long Tree, long Node, string Mode, long Feature, float Value, long True, long False, long Track)> nodes = [];
    private readonly List<(long Tree, long Node, long Target, float Weight)> leaves = [];

    /// <summary>Thresholds lie on this grid, as the events' features do, so that ties and equalities occur.</summary>
    public const double Grid = 0.25;

    /// <summary>Whether nodes say where missing values go.</summary>
    public bool HasTracks { get; init; } = random.Flag();

    /// <summary>Whether a tree is a single leaf.</summary>
    public bool HasSingleLeaves => nodes.GroupBy(n => n.Tree).Any(tree => tree.Count() == 1);

    /// <param name="trees">Number of trees.</param>
    /// <param name="modes">How many of the branch modes occur, from the first.</param>
    /// <param name="everyTarget">Whether each leaf gives to all targets; otherwise each tree to one.</param>
    /// <param name="low">Least weight.</param>
    public void Add(int trees, int modes, bool everyTarget, double low = -1)
    {
        bool mixed = random.Flag();
        for (int t = 0; t < trees; t++)
        {
            long tree = 10 + 3 * t;
            int target = t % targets,
                mode = random.Next(0, modes - 1);
            int used = 0,
                inner = random.Next(0, 12),
                first = nodes.Count;
            long[] ids = Shuffled(Enumerable.Range(0, 2 * inner + 1).Select(i => (long)i));
            var open = new Queue<long>([ids[used++]]);
            while (open.TryDequeue(out long node))
            {
                if (inner-- > 0)
                {
                    long yes = ids[used++],
                        no = ids[used++];
                    float threshold = (float)(Grid * random.Next(-6, 6));
                    nodes.Add(
                        (
                            tree,
                            node,
                            Modes[mixed ? random.Next(0, modes - 1) : mode],
                            random.Next(0, features - 1),
                            threshold,
                            yes,
                            no,
                            random.Next(0, 1)
                        )
                    );
                    // Unbalanced: one branch waits longer than the other.
                    foreach (long next in random.Flag() ? new[] { yes, no } : [no, yes])
                        open.Enqueue(next);
                    continue;
                }
                nodes.Add((tree, node, "LEAF", 0, 0, 0, 0, 0));
                for (int k = 0; k < targets; k++)
                    if (everyTarget || k == target)
                        leaves.Add((tree, node, k, random.Float(low, 1)));
            }
            // ONNX Runtime wants the nodes of a tree together and its root first.
            var rest = Shuffled(nodes.Skip(first + 1));
            nodes.RemoveRange(first + 1, rest.Length);
            nodes.AddRange(rest);
        }
        var order = Shuffled(leaves);
        leaves.Clear();
        leaves.AddRange(order);
    }

    /// <summary>Puts nodes in an order in which trees mix and roots stand anywhere.</summary>
    public void Mix()
    {
        var order = Shuffled(nodes);
        nodes.Clear();
        nodes.AddRange(order);
    }

    /// <param name="prefix">"target" or "class".</param>
    /// <param name="asTensors">Thresholds and weights as tensors of doubles, as the third version allows.</param>
    public List<(string, object)> Of(string prefix, bool asTensors)
    {
        List<(string, object)> list =
        [
            ("nodes_treeids", nodes.Select(n => n.Tree).ToArray()),
            ("nodes_nodeids", nodes.Select(n => n.Node).ToArray()),
            ("nodes_modes", nodes.Select(n => n.Mode).ToArray()),
            ("nodes_featureids", nodes.Select(n => n.Feature).ToArray()),
            ("nodes_truenodeids", nodes.Select(n => n.True).ToArray()),
            ("nodes_falsenodeids", nodes.Select(n => n.False).ToArray()),
            (prefix + "_treeids", leaves.Select(l => l.Tree).ToArray()),
            (prefix + "_nodeids", leaves.Select(l => l.Node).ToArray()),
            (prefix + "_ids", leaves.Select(l => l.Target).ToArray()),
        ];
        if (HasTracks)
            list.Add(("nodes_missing_value_tracks_true", nodes.Select(n => n.Track).ToArray()));
        float[] thresholds = [.. nodes.Select(n => n.Value)],
            weights = [.. leaves.Select(l => l.Weight)];
        list.Add(asTensors ? ("nodes_values_as_tensor", Doubles(thresholds)) : ("nodes_values", thresholds));
        list.Add(asTensors ? (prefix + "_weights_as_tensor", Doubles(weights)) : (prefix + "_weights", weights));
        return list;
    }

    /// <summary>As the fifth version of the domain has them: branches by position, one target for each leaf.</summary>
    public List<(string, object)> OfTheFifthVersion()
    {
        var inner = nodes.Where(n => n.Mode != "LEAF").ToList();
        var alone = nodes.GroupBy(n => n.Tree).Where(tree => tree.Count() == 1).Select(tree => tree.First()).ToList();
        var placeOf = inner.Select((n, i) => (n, i)).ToDictionary(p => (p.n.Tree, p.n.Node), p => p.i);
        var leafOf = leaves.Select((leaf, i) => (leaf, i)).ToDictionary(p => (p.leaf.Tree, p.leaf.Node), p => p.i);
        (long Id, long Leaf) To(long tree, long node) =>
            placeOf.TryGetValue((tree, node), out int place) ? (place, 0) : (leafOf[(tree, node)], 1);
        var yes = inner.Select(n => To(n.Tree, n.True)).Concat(alone.Select(n => To(n.Tree, n.Node))).ToArray();
        var no = inner.Select(n => To(n.Tree, n.False)).Concat(alone.Select(n => To(n.Tree, n.Node))).ToArray();
        var children = inner.SelectMany(n => new[] { (n.Tree, n.True), (n.Tree, n.False) }).ToHashSet();
        var modes = inner.Select(n => Array.IndexOf(Modes, n.Mode)).Concat(alone.Select(_ => 0)).ToArray();
        List<(string, object)> tracks = HasTracks
            ? [("nodes_missing_value_tracks_true", inner.Select(n => n.Track).Concat(alone.Select(_ => 0L)).ToArray())]
            : [];
        return
        [
            .. tracks,
            (
                "tree_roots",
                inner
                    .Select((n, i) => (n, i))
                    .Where(p => !children.Contains((p.n.Tree, p.n.Node)))
                    .Select(p => (long)p.i)
                    .Concat(alone.Select((_, i) => (long)inner.Count + i))
                    .ToArray()
            ),
            ("nodes_featureids", inner.Select(n => n.Feature).Concat(alone.Select(_ => 0L)).ToArray()),
            ("nodes_splits", Singles([.. inner.Select(n => n.Value), .. alone.Select(_ => 0f)])),
            (
                "nodes_modes",
                new TensorProto
                {
                    DataType = OnnxBuilder.UInt8,
                    Dims = { modes.Length },
                    Int32Data = { modes },
                }
            ),
            ("nodes_truenodeids", yes.Select(b => b.Id).ToArray()),
            ("nodes_trueleafs", yes.Select(b => b.Leaf).ToArray()),
            ("nodes_falsenodeids", no.Select(b => b.Id).ToArray()),
            ("nodes_falseleafs", no.Select(b => b.Leaf).ToArray()),
            ("leaf_targetids", leaves.Select(l => l.Target).ToArray()),
            ("leaf_weights", Singles([.. leaves.Select(l => l.Weight)])),
        ];
    }

    private static TensorProto Singles(float[] values) =>
        new()
        {
            DataType = OnnxBuilder.Float,
            Dims = { values.Length },
            FloatData = { values },
        };

    private static TensorProto Doubles(float[] values) =>
        new()
        {
            DataType = OnnxBuilder.Double,
            Dims = { values.Length },
            DoubleData = { values.Select(v => (double)v) },
        };

    private T[] Shuffled<T>(IEnumerable<T> items) => [.. items.OrderBy(_ => random.Next(0, 1 << 20))];
}
