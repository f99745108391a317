using FastAI.Compiler.Onnx.Proto;

namespace FastAI.Compiler.Tests.Onnx.Trees;

/// <summary>Random decision trees as attributes of the operators of the machine learning domain: unbalanced, ids and nodes in any order, some trees a single leaf.</summary>
internal sealed class ForestAttributes(TestRandom random, int features, int targets)
{
    private static readonly string[] Modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"];

    private readonly List<(long Tree, long Node, string Mode, long Feature, float Value, long True, long False)> nodes = [];
    private readonly List<(long Tree, long Node, long Target, float Weight)> leaves = [];

    /// <summary>Thresholds lie on this grid, as the events' features do, so that ties and equalities occur.</summary>
    public const double Grid = 0.25;

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
            int target = t % targets, mode = random.Next(0, modes - 1);
            int used = 0, inner = random.Next(0, 12), first = nodes.Count;
            long[] ids = Shuffled(Enumerable.Range(0, 2 * inner + 1).Select(i => (long)i));
            var open = new Queue<long>([ids[used++]]);
            while (open.TryDequeue(out long node))
            {
                if (inner-- > 0)
                {
                    long yes = ids[used++], no = ids[used++];
                    float threshold = (float)(Grid * random.Next(-6, 6));
                    nodes.Add((tree, node, Modes[mixed ? random.Next(0, modes - 1) : mode], random.Next(0, features - 1), threshold, yes, no));
                    // Unbalanced: one branch waits longer than the other.
                    foreach (long next in random.Flag() ? new[] { yes, no } : [no, yes]) open.Enqueue(next);
                    continue;
                }
                nodes.Add((tree, node, "LEAF", 0, 0, 0, 0));
                for (int k = 0; k < targets; k++)
                    if (everyTarget || k == target) leaves.Add((tree, node, k, random.Float(low, 1)));
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
            ("nodes_treeids", nodes.Select(n => n.Tree).ToArray()), ("nodes_nodeids", nodes.Select(n => n.Node).ToArray()), ("nodes_modes", nodes.Select(n => n.Mode).ToArray()),
            ("nodes_featureids", nodes.Select(n => n.Feature).ToArray()), ("nodes_truenodeids", nodes.Select(n => n.True).ToArray()), ("nodes_falsenodeids", nodes.Select(n => n.False).ToArray()),
            (prefix + "_treeids", leaves.Select(l => l.Tree).ToArray()), (prefix + "_nodeids", leaves.Select(l => l.Node).ToArray()), (prefix + "_ids", leaves.Select(l => l.Target).ToArray()),
        ];
        if (random.Flag()) list.Add(("nodes_missing_value_tracks_true", nodes.Select(_ => (long)random.Next(0, 1)).ToArray()));
        float[] thresholds = [.. nodes.Select(n => n.Value)], weights = [.. leaves.Select(l => l.Weight)];
        list.Add(asTensors ? ("nodes_values_as_tensor", Doubles(thresholds)) : ("nodes_values", thresholds));
        list.Add(asTensors ? (prefix + "_weights_as_tensor", Doubles(weights)) : (prefix + "_weights", weights));
        return list;
    }

    private static TensorProto Doubles(float[] values) => new() { DataType = OnnxBuilder.Double, Dims = { values.Length }, DoubleData = { values.Select(v => (double)v) } };

    private T[] Shuffled<T>(IEnumerable<T> items) => [.. items.OrderBy(_ => random.Next(0, 1 << 20))];
}
