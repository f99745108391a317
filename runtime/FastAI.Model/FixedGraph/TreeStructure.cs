using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>
/// The shape of an ensemble of decision trees, without its numbers. Tree t owns the inner nodes from <c>NodeStarts[t]</c> to before
/// <c>NodeStarts[t + 1]</c>, the first of which is its root, and adds to the targets <c>Targets[TargetStarts[t]]</c> to before
/// <c>TargetStarts[t + 1]</c>. A node tests one element of the input and goes on to
/// <c>WhenTrue</c> or <c>WhenFalse</c>: a later node of its tree, or a leaf, written as the complement ~v of the index of its first value,
/// whose values (one for each target of the tree, in their order) lie side by side. Two nodes may go on to the same one. A tree has at
/// least one node: one that is constant belongs into the base.
/// </summary>
public sealed record TreeStructure
{
    /// <param name="nodeStarts">First node of each tree, and the number of nodes.</param>
    /// <param name="targetStarts">First entry of each tree in <paramref name="targets"/>, and their number.</param>
    /// <param name="targets">Targets of the trees, ascending within each.</param>
    /// <param name="features">Input element of each node.</param>
    /// <param name="whenTrue">Where each node goes when its test holds.</param>
    /// <param name="whenFalse">Where each node goes when it does not.</param>
    /// <param name="values">Number of values of all leaves.</param>
    /// <exception cref="ArgumentException">The arrays are not such a forest.</exception>
    public TreeStructure(
        ImmutableArray<int> nodeStarts,
        ImmutableArray<int> targetStarts,
        ImmutableArray<int> targets,
        ImmutableArray<int> features,
        ImmutableArray<int> whenTrue,
        ImmutableArray<int> whenFalse,
        int values
    )
    {
        (NodeStarts, TargetStarts, Targets, Features, WhenTrue, WhenFalse, Values) = (
            nodeStarts,
            targetStarts,
            targets,
            features,
            whenTrue,
            whenFalse,
            values
        );
        if (whenTrue.Length != features.Length || whenFalse.Length != features.Length)
            throw new ArgumentException($"{features.Length} tests, {whenTrue.Length} and {whenFalse.Length} branches");
        Require(
            Partitions(nodeStarts, features.Length) && Partitions(targetStarts, targets.Length) && nodeStarts.Length == targetStarts.Length,
            "its trees do not share out its nodes and targets"
        );
        for (int t = 0; t < Trees; t++)
        {
            for (int i = targetStarts[t]; i < targetStarts[t + 1]; i++)
                Require(targets[i] > (i == targetStarts[t] ? -1 : targets[i - 1]), $"the targets of tree {t} do not ascend");
            for (int n = nodeStarts[t]; n < nodeStarts[t + 1]; n++)
            {
                Require(features[n] >= 0, $"node {n} tests element {features[n]}");
                CheckBranch(t, n, whenTrue[n]);
                CheckBranch(t, n, whenFalse[n]);
            }
        }
    }

    public ImmutableArray<int> NodeStarts { get; }

    public ImmutableArray<int> TargetStarts { get; }

    public ImmutableArray<int> Targets { get; }

    public ImmutableArray<int> Features { get; }

    public ImmutableArray<int> WhenTrue { get; }

    public ImmutableArray<int> WhenFalse { get; }

    /// <summary>Number of values of all leaves.</summary>
    public int Values { get; }

    public int Trees => NodeStarts.Length - 1;

    /// <summary>Number of inner nodes.</summary>
    public int Nodes => Features.Length;

    /// <summary>The targets that a tree adds to; its leaves have a value for each.</summary>
    public ReadOnlySpan<int> TargetsOf(int tree) => Targets.AsSpan()[TargetStarts[tree]..TargetStarts[tree + 1]];

    public bool Equals(TreeStructure? other) =>
        other is not null
        && Values == other.Values
        && Same(NodeStarts, other.NodeStarts)
        && Same(TargetStarts, other.TargetStarts)
        && Same(Targets, other.Targets)
        && Same(Features, other.Features)
        && Same(WhenTrue, other.WhenTrue)
        && Same(WhenFalse, other.WhenFalse);

    public override int GetHashCode() => HashCode.Combine(Trees, Nodes, Values, Features.Length > 0 ? Features[0] : 0);

    private static bool Same(ImmutableArray<int> a, ImmutableArray<int> b) => a.AsSpan().SequenceEqual(b.AsSpan());

    // Ascending from 0 to the count, no part empty.
    private static bool Partitions(ImmutableArray<int> starts, int count)
    {
        if (starts.Length == 0 || starts[0] != 0 || starts[^1] != count)
            return false;
        for (int i = 1; i < starts.Length; i++)
            if (starts[i] <= starts[i - 1])
                return false;
        return true;
    }

    private void CheckBranch(int tree, int node, int branch) =>
        Require(
            branch >= 0
                ? branch > node && branch < NodeStarts[tree + 1]
                : ~branch <= Values - (TargetStarts[tree + 1] - TargetStarts[tree]),
            $"node {node} goes on to {branch}, which is neither a later node of its tree nor a leaf"
        );

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}
