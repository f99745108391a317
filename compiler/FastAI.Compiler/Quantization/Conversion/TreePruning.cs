using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Removes tests whose outcome the element's proved interval or the path to them decides, tests both of whose branches give the same, and
/// leaves that nothing leads to; a tree of which one leaf is left goes into the base. A node that several
/// others lead to knows nothing of the path.
/// </summary>
internal sealed class TreePruning
{
    // Ancestors asked for what a path says of an element: trees are hardly deeper, and chains stay linear.
    private const int Reach = 64;

    private readonly TreeEnsemble ensemble;
    private readonly TensorType input;
    private readonly int[] parent;
    private readonly bool[] afterTrue;
    private readonly int[] stands;
    private readonly List<int> nodeStarts = [0],
        targetStarts = [0],
        targets = [],
        features = [],
        whenTrue = [],
        whenFalse = [];
    private readonly List<long> thresholds = [],
        values = [];
    private readonly List<double> limits = [];
    private readonly List<bool> missingPasses = [];
    private readonly long[] sums;

    private TreePruning(TreeEnsemble ensemble, TensorType input)
    {
        (this.ensemble, this.input, sums) = (ensemble, input, [.. ensemble.Base]);
        int count = ensemble.Structure.Nodes;
        (parent, afterTrue, stands) = (new int[count], new bool[count], new int[count]);
        Array.Fill(parent, Unseen);
    }

    private const int Unseen = -2,
        Several = -1;

    public static TreeEnsemble Prune(TreeEnsemble ensemble, TensorType input)
    {
        var pruning = new TreePruning(ensemble, input);
        for (int t = 0; t < ensemble.Structure.Trees; t++)
            pruning.Prune(t);
        var structure = new TreeStructure(
            [.. pruning.nodeStarts],
            [.. pruning.targetStarts],
            [.. pruning.targets],
            [.. pruning.features],
            [.. pruning.whenTrue],
            [.. pruning.whenFalse],
            pruning.values.Count
        );
        return new(structure, [.. pruning.thresholds], [.. pruning.values], [.. pruning.sums])
        {
            Limits = [.. pruning.limits],
            MissingPasses = [.. pruning.missingPasses],
        };
    }

    private void Prune(int tree)
    {
        var structure = ensemble.Structure;
        int first = structure.NodeStarts[tree],
            end = structure.NodeStarts[tree + 1];
        parent[first] = Several;
        for (int n = first; n < end; n++)
        {
            See(structure.WhenTrue[n], n, true);
            See(structure.WhenFalse[n], n, false);
        }
        int[] own = [.. structure.TargetsOf(tree)];
        var same = new Dictionary<ReadOnlyMemory<long>, int>(new ValueComparer());
        int Stands(int branch)
        {
            if (branch >= 0)
                return stands[branch];
            var leaf = ensemble.Values.AsMemory().Slice(~branch, own.Length);
            return same.TryGetValue(leaf, out int known) ? known : same[leaf] = branch;
        }
        for (int n = end - 1; n >= first; n--)
        {
            var range = RangeAt(n, structure.Features[n]);
            int yes = Stands(structure.WhenTrue[n]),
                no = Stands(structure.WhenFalse[n]);
            stands[n] =
                range is not { } r || yes == no || r.High <= ensemble.Thresholds[n] ? yes
                : r.Low > ensemble.Thresholds[n] ? no
                : n;
        }
        Copy(stands[first], end, own);
    }

    private void See(int branch, int from, bool whenTrue)
    {
        if (branch < 0)
            return;
        parent[branch] = parent[branch] == Unseen ? from : Several;
        afterTrue[branch] = whenTrue;
    }

    // What the element may be when the node is reached; null when no event reaches it.
    private Interval? RangeAt(int node, int feature)
    {
        Interval? range = input[feature].Range;
        for (int steps = 0; steps < Reach && parent[node] >= 0 && range is not null; steps++)
        {
            int above = parent[node];
            if (ensemble.Structure.Features[above] == feature)
            {
                long threshold = ensemble.Thresholds[above];
                range = range.Value.Intersect(
                    afterTrue[node]
                        ? new Interval(Int128.Min(range.Value.Low, threshold), threshold)
                        : new Interval((Int128)threshold + 1, Int128.Max(range.Value.High, (Int128)threshold + 1))
                );
            }
            node = above;
        }
        return range;
    }

    private void Copy(int root, int end, int[] own)
    {
        if (root < 0)
        {
            for (int i = 0; i < own.Length; i++)
                sums[own[i]] = checked(sums[own[i]] + ensemble.Values[~root + i]);
            return;
        }
        var structure = ensemble.Structure;
        // Nodes keep their order, so that branches stay later nodes.
        var reached = new bool[end - root];
        var moved = new Dictionary<int, int>();
        reached[0] = true;
        for (int n = root; n < end; n++)
        {
            if (!reached[n - root])
                continue;
            moved.Add(n, features.Count + moved.Count);
            foreach (int branch in (ReadOnlySpan<int>)[structure.WhenTrue[n], structure.WhenFalse[n]])
                if (branch >= 0 && stands[branch] >= 0)
                    reached[stands[branch] - root] = true;
        }
        var leaves = new Dictionary<int, int>();
        int Branch(int branch)
        {
            int stand = branch >= 0 ? stands[branch] : branch;
            if (stand >= 0)
                return moved[stand];
            if (leaves.TryGetValue(stand, out int known))
                return known;
            int at = ~values.Count;
            values.AddRange(ensemble.Values.AsSpan().Slice(~stand, own.Length));
            return leaves[stand] = at;
        }
        foreach (int n in moved.Keys.Order())
        {
            features.Add(structure.Features[n]);
            thresholds.Add(ensemble.Thresholds[n]);
            if (ensemble.Limits.Length > 0)
                limits.Add(ensemble.Limits[n]);
            if (ensemble.MissingPasses.Length > 0)
                missingPasses.Add(ensemble.MissingPasses[n]);
            whenTrue.Add(Branch(structure.WhenTrue[n]));
            whenFalse.Add(Branch(structure.WhenFalse[n]));
        }
        nodeStarts.Add(features.Count);
        targets.AddRange(own);
        targetStarts.Add(targets.Count);
    }

    private sealed class ValueComparer : IEqualityComparer<ReadOnlyMemory<long>>
    {
        public bool Equals(ReadOnlyMemory<long> x, ReadOnlyMemory<long> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<long> values)
        {
            var hash = new HashCode();
            foreach (long value in values.Span)
                hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
