using FastAI.Model.FixedGraph;

namespace FastAI.Testing;

/// <summary>Random ensembles: trees of one node and deep ones, balanced and not, nodes that two others go on to, one
/// target or several for each tree.</summary>
public static class RandomTrees
{
    /// <param name="random">Source of choices.</param>
    /// <param name="input">Type of the operand; thresholds lie in and a little around its intervals.</param>
    /// <param name="targets">Number of targets.</param>
    /// <param name="trees">Number of trees.</param>
    /// <param name="maxNodes">Nodes of the largest tree.</param>
    /// <param name="leafBits">Bits of the largest value.</param>
    public static TreeEnsemble Create(Random random, TensorType input, int targets, int trees, int maxNodes, int leafBits)
    {
        List<int> nodeStarts = [0],
            targetStarts = [0],
            all = [],
            features = [],
            whenTrue = [],
            whenFalse = [];
        List<long> thresholds = [],
            values = [];
        long limit = 1L << leafBits;
        for (int t = 0; t < trees; t++)
        {
            int[] own = random.Next(3) == 0 ? [.. Enumerable.Range(0, targets).Where(_ => random.Next(2) == 0)] : [random.Next(targets)];
            if (own.Length == 0)
                own = [random.Next(targets)];
            int first = features.Count,
                count = random.Next(1, maxNodes + 1);
            int Leaf()
            {
                int at = values.Count;
                foreach (int _ in own)
                    values.Add(random.NextInt64(-limit, limit));
                return ~at;
            }
            // From the last node back: a node takes two of the branches that none has taken yet, or again one that is
            // taken, so that all but the root are reached.
            var open = new List<int>();
            var branches = new (int True, int False)[count];
            for (int n = first + count - 1; n >= first; n--)
            {
                int Branch(bool must)
                {
                    if (open.Count > 0 && (must || random.Next(2) == 0))
                    {
                        int i = random.Next(open.Count),
                            taken = open[i];
                        if (random.Next(8) != 0)
                            open.RemoveAt(i);
                        return taken;
                    }
                    return Leaf();
                }
                branches[n - first] = (Branch(n == first), Branch(false));
                open.Add(n);
            }
            foreach (var (yes, no) in branches)
            {
                int feature = random.Next(input.Count);
                var range = input[feature].Range;
                Int128 low = Int128.Max(range.Low - 2, long.MinValue),
                    high = Int128.Min(range.High + 2, long.MaxValue - 1);
                features.Add(feature);
                thresholds.Add(
                    random.Next(3) == 0
                        ? Math.Clamp(random.NextInt64(-20, 20), (long)low, (long)high)
                        : random.NextInt64((long)low, (long)high + 1)
                );
                whenTrue.Add(yes);
                whenFalse.Add(no);
            }
            all.AddRange(own);
            nodeStarts.Add(features.Count);
            targetStarts.Add(all.Count);
        }
        var structure = new TreeStructure(
            [.. nodeStarts],
            [.. targetStarts],
            [.. all],
            [.. features],
            [.. whenTrue],
            [.. whenFalse],
            values.Count
        );
        return new(structure, [.. thresholds], [.. values], [.. Enumerable.Range(0, targets).Select(_ => random.NextInt64(-limit, limit))]);
    }

    /// <summary>Complete trees of so many levels, each for one target in turn.</summary>
    /// <inheritdoc cref="Create"/>
    public static TreeEnsemble Complete(Random random, TensorType input, int targets, int trees, int levels, int leafBits)
    {
        int inner = (1 << levels) - 1,
            outer = 1 << levels,
            nodes = trees * inner;
        long limit = 1L << leafBits;
        int Branch(int node, int side) =>
            2 * (node % inner) + side is var child && child < inner ? node - node % inner + child : ~(node / inner * outer + child - inner);
        int[] features = [.. Enumerable.Range(0, nodes).Select(_ => random.Next(input.Count))];
        var structure = new TreeStructure(
            [.. Enumerable.Range(0, trees + 1).Select(t => t * inner)],
            [.. Enumerable.Range(0, trees + 1)],
            [.. Enumerable.Range(0, trees).Select(t => t % targets)],
            [.. features],
            [.. Enumerable.Range(0, nodes).Select(n => Branch(n, 1))],
            [.. Enumerable.Range(0, nodes).Select(n => Branch(n, 2))],
            trees * outer
        );
        return new(
            structure,
            [.. features.Select(f => random.NextInt64((long)input[f].Range.Low, (long)input[f].Range.High))],
            [.. Enumerable.Range(0, trees * outer).Select(_ => random.NextInt64(-limit, limit))],
            [.. Enumerable.Range(0, targets).Select(_ => random.NextInt64(-limit, limit))]
        );
    }
}
