using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Trees;

/// <summary>
/// Lays trees out parents first and reduces every test to &lt;= and &lt;: x &gt;= t is not x &lt; t; x = t is x &lt;= t and not x &lt; t,
/// whose two nodes share what follows when it fails; a member is equal to one of several.
/// </summary>
internal sealed class ForestBuilder
{
    private readonly SourceForest source;
    private readonly double factor;
    private readonly List<int> nodeStarts = [0],
        targetStarts = [0],
        targets = [],
        features = [];
    private readonly List<(int True, int False)> branches = [];
    private readonly List<double> thresholds = [],
        values = [];
    private readonly List<bool> strict = [],
        missingPasses = [];
    private readonly double[] sums;
    private readonly bool[] placed;

    private ForestBuilder(SourceForest source, double[] sums, double factor) =>
        (this.source, this.sums, this.factor, placed) = (source, sums, factor, new bool[source.Nodes.Length]);

    /// <param name="source">The trees.</param>
    /// <param name="start">One number for each target, to which the trees add.</param>
    /// <param name="factor">What every leaf is multiplied with.</param>
    /// <exception cref="FastAIException">Two branches lead to one node.</exception>
    public static Forest Build(SourceForest source, double[] start, double factor)
    {
        var builder = new ForestBuilder(source, [.. start], factor);
        foreach (int root in source.Roots)
            builder.AddTree(root);
        var structure = new TreeStructure(
            [.. builder.nodeStarts],
            [.. builder.targetStarts],
            [.. builder.targets],
            [.. builder.features],
            [.. builder.branches.Select(b => b.True)],
            [.. builder.branches.Select(b => b.False)],
            builder.values.Count
        );
        return new(structure, [.. builder.thresholds], [.. builder.strict], [.. builder.values], [.. builder.sums])
        {
            MissingPasses = builder.missingPasses.Contains(true) ? [.. builder.missingPasses] : [],
        };
    }

    private void AddTree(int root)
    {
        if (root < 0)
        {
            foreach (var (target, value) in source.Leaves[~root])
                sums[target] += value * factor;
            return;
        }
        int[] own = [.. LeavesOf(root).SelectMany(leaf => source.Leaves[leaf]).Select(given => given.Target).Distinct().Order()];
        if (own.Length == 0)
            return;
        var open = new Stack<(int Branch, (int Node, bool True)[] From)>();
        open.Push((root, []));
        while (open.TryPop(out var next))
        {
            int at = next.Branch < 0 ? ~AddLeaf(next.Branch, own) : features.Count;
            foreach (var (node, whenTrue) in next.From)
                branches[node] = whenTrue ? (at, branches[node].False) : (branches[node].True, at);
            if (next.Branch >= 0)
                AddNode(source.Nodes[next.Branch], open);
        }
        nodeStarts.Add(features.Count);
        targets.AddRange(own);
        targetStarts.Add(targets.Count);
    }

    private List<int> LeavesOf(int root)
    {
        var leaves = new List<int>();
        var open = new Stack<int>([root]);
        while (open.TryPop(out int at))
        {
            if (at < 0)
            {
                leaves.Add(~at);
                continue;
            }
            if (placed[at])
                throw FastAIException.BadInput(
                    $"two branches of its trees lead to one node (the {at + 1}th inner node), which then is no tree"
                );
            placed[at] = true;
            open.Push(source.Nodes[at].WhenFalse);
            open.Push(source.Nodes[at].WhenTrue);
        }
        return leaves;
    }

    private int AddLeaf(int branch, int[] own)
    {
        int at = values.Count;
        foreach (int _ in own)
            values.Add(0);
        foreach (var (target, value) in source.Leaves[~branch])
            values[at + Array.BinarySearch(own, target)] += value * factor;
        return at;
    }

    private void AddNode(SourceNode node, Stack<(int Branch, (int Node, bool True)[] From)> open)
    {
        int first = features.Count;
        List<(int, bool)> whenTrue = [],
            whenFalse = [];
        switch (node.Mode)
        {
            case BranchMode.LessOrEqual or BranchMode.Less:
                AddTest(node.Feature, node.Values[0], node.Mode == BranchMode.Less, node.MissingTrue);
                whenTrue.Add((first, true));
                whenFalse.Add((first, false));
                break;
            case BranchMode.Greater or BranchMode.GreaterOrEqual:
                AddTest(node.Feature, node.Values[0], node.Mode == BranchMode.GreaterOrEqual, !node.MissingTrue);
                whenTrue.Add((first, false));
                whenFalse.Add((first, true));
                break;
            default:
                // One after another in ascending order: below the first member not yet passed it is
                // none, at most that member it is this one. A missing value is the first member, or below all.
                foreach (double value in node.Values)
                {
                    int below = features.Count;
                    AddTest(node.Feature, value, true, !node.MissingEquals);
                    AddTest(node.Feature, value, false, true);
                    whenFalse.Add((below, true));
                    branches[below] = (0, below + 1);
                    whenTrue.Add((below + 1, true));
                    if (value.Equals(node.Values[^1]))
                        whenFalse.Add((below + 1, false));
                    else
                        branches[below + 1] = (0, below + 2);
                }
                if (node.Mode == BranchMode.NotEqual)
                    (whenTrue, whenFalse) = (whenFalse, whenTrue);
                break;
        }
        open.Push((node.WhenFalse, [.. whenFalse]));
        open.Push((node.WhenTrue, [.. whenTrue]));
    }

    private void AddTest(int feature, double threshold, bool less, bool missing)
    {
        missingPasses.Add(missing);
        features.Add(feature);
        thresholds.Add(threshold);
        strict.Add(less);
        branches.Add((0, 0));
    }
}
