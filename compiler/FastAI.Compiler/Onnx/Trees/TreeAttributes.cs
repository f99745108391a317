using FastAI.Compiler.Onnx.Proto;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Trees;

/// <summary>Reads the trees of TreeEnsembleClassifier and TreeEnsembleRegressor, whose nodes and leaves are named by
/// tree and node ids in any order.</summary>
internal static class TreeAttributes
{
    /// <summary>The attributes of nodes, the same for both operators.</summary>
    public static OperatorAttribute[] Nodes { get; } =
    [
        OperatorAttribute.Reals("base_values"),
        OperatorAttribute.Tensor("base_values_as_tensor").Since(3),
        OperatorAttribute.Integers("nodes_falsenodeids"),
        OperatorAttribute.Integers("nodes_featureids"),
        OperatorAttribute.Reals("nodes_hitrates"),
        OperatorAttribute.Tensor("nodes_hitrates_as_tensor").Since(3),
        OperatorAttribute.Integers("nodes_missing_value_tracks_true"),
        OperatorAttribute.Texts("nodes_modes"),
        OperatorAttribute.Integers("nodes_nodeids"),
        OperatorAttribute.Integers("nodes_treeids"),
        OperatorAttribute.Integers("nodes_truenodeids"),
        OperatorAttribute.Reals("nodes_values"),
        OperatorAttribute.Tensor("nodes_values_as_tensor").Since(3),
        OperatorAttribute.Text("post_transform", "NONE"),
    ];

    /// <summary>Attributes of leaves: ids of nodes, trees and targets, and weights.</summary>
    /// <param name="prefix">"target" or "class".</param>
    public static OperatorAttribute[] Leaves(string prefix) =>
        [
            OperatorAttribute.Integers(prefix + "_ids"),
            OperatorAttribute.Integers(prefix + "_nodeids"),
            OperatorAttribute.Integers(prefix + "_treeids"),
            OperatorAttribute.Reals(prefix + "_weights"),
            OperatorAttribute.Tensor(prefix + "_weights_as_tensor").Since(3),
        ];

    /// <summary>Real numbers from a list or, in later operator sets, from a tensor; empty when neither is given.</summary>
    public static double[] Numbers(OperatorCall call, string name)
    {
        if (call.Opset >= 3 && call.Tensor(name + "_as_tensor") is { } tensor)
        {
            if (call.Reals(name) is { Length: > 0 })
                throw FastAIException.BadInput($"it has both attributes '{name}' and '{name}_as_tensor'");
            return Values(tensor);
        }
        return call.Reals(name) ?? [];
    }

    /// <summary>The numbers of a tensor, NaN among them.</summary>
    public static double[] Values(TensorProto tensor) =>
        TensorReader.Read(tensor, "") is var read && read is RealConstant real ? [.. real.Values] : [.. read.Numbers()];

    /// <param name="call">The node.</param>
    /// <param name="prefix">"target" or "class".</param>
    /// <param name="targets">Number of targets or classes.</param>
    /// <param name="features">Number of elements that can be tested.</param>
    public static SourceForest Read(OperatorCall call, string prefix, int targets, int features)
    {
        long[] trees = Ids(call, "nodes_treeids"),
            ids = Ids(call, "nodes_nodeids"),
            tested = Ids(call, "nodes_featureids"),
            yes = Ids(call, "nodes_truenodeids"),
            no = Ids(call, "nodes_falsenodeids");
        string[] modes = call.Texts("nodes_modes") ?? throw FastAIException.BadInput("its attribute 'nodes_modes' is missing");
        double[] thresholds = Numbers(call, "nodes_values");
        int count = ids.Length;
        bool[] missingTrue = MissingTracks(call, count);
        if (
            trees.Length != count
            || tested.Length != count
            || yes.Length != count
            || no.Length != count
            || modes.Length != count
            || thresholds.Length != count
        )
            throw FastAIException.BadInput("its lists of nodes have different lengths");
        // Nodes are numbered in the order of the list; a leaf's number is its complement.
        var place = new Dictionary<(long Tree, long Node), int>();
        int inner = 0,
            outer = 0;
        for (int i = 0; i < count; i++)
            if (!place.TryAdd((trees[i], ids[i]), modes[i] == "LEAF" ? ~outer++ : inner++))
                throw FastAIException.BadInput($"node {ids[i]} of tree {trees[i]} occurs twice");
        var pointed = new HashSet<int>();
        var nodes = new SourceNode[inner];
        for (int i = 0; i < count; i++)
        {
            if (modes[i] == "LEAF")
                continue;
            int Branch(long id)
            {
                int branch = place.TryGetValue((trees[i], id), out int found)
                    ? found
                    : throw FastAIException.BadInput($"node {ids[i]} of tree {trees[i]} leads to node {id}, which does not exist");
                pointed.Add(branch);
                return branch;
            }
            if (tested[i] < 0 || tested[i] >= features)
                throw FastAIException.BadInput($"node {ids[i]} of tree {trees[i]} tests feature {tested[i]} of {features}");
            if (double.IsNaN(thresholds[i]))
                throw FastAIException.BadInput($"node {ids[i]} of tree {trees[i]} compares with NaN");
            nodes[place[(trees[i], ids[i])]] = new SourceNode(
                ModeOf(modes[i]),
                (int)tested[i],
                [thresholds[i]],
                Branch(yes[i]),
                Branch(no[i]),
                missingTrue[i]
            );
        }
        var roots = new Dictionary<long, int>();
        for (int i = 0; i < count; i++)
        {
            int at = place[(trees[i], ids[i])];
            if (!pointed.Contains(at) && !roots.TryAdd(trees[i], at))
                throw FastAIException.BadInput($"tree {trees[i]} has two nodes to which no branch leads");
        }
        foreach (long tree in trees)
            if (!roots.ContainsKey(tree))
                throw FastAIException.BadInput($"tree {tree} has no root: every node is led to by a branch");
        return new(nodes, ReadLeaves(call, prefix, targets, place, outer), [.. roots.Values]);
    }

    /// <summary>For each node whether a missing value goes on as when its test holds.</summary>
    public static bool[] MissingTracks(OperatorCall call, int count)
    {
        const string name = "nodes_missing_value_tracks_true";
        if (call.Integers(name) is not { Length: > 0 } tracks)
            return new bool[count];
        if (tracks.Length != count)
            throw FastAIException.BadInput($"its attribute '{name}' has {tracks.Length} entries for {count} nodes");
        return Array.ConvertAll(tracks, track => track == 1);
    }

    private static (int, double)[][] ReadLeaves(
        OperatorCall call,
        string prefix,
        int targets,
        Dictionary<(long Tree, long Node), int> place,
        int count
    )
    {
        long[] trees = Ids(call, prefix + "_treeids"),
            nodes = Ids(call, prefix + "_nodeids"),
            given = Ids(call, prefix + "_ids");
        double[] weights = Numbers(call, prefix + "_weights");
        if (trees.Length != nodes.Length || given.Length != nodes.Length || weights.Length != nodes.Length)
            throw FastAIException.BadInput("its lists of leaves have different lengths");
        var leaves = new List<(int, double)>?[count];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (!place.TryGetValue((trees[i], nodes[i]), out int at) || at >= 0)
                throw FastAIException.BadInput($"a weight is given to node {nodes[i]} of tree {trees[i]}, which is no leaf");
            if (given[i] < 0 || given[i] >= targets)
                throw FastAIException.BadInput($"leaf {nodes[i]} of tree {trees[i]} gives to {prefix} {given[i]} of {targets}");
            if (!double.IsFinite(weights[i]))
                throw FastAIException.BadInput($"leaf {nodes[i]} of tree {trees[i]} gives {weights[i]}");
            (leaves[~at] ??= []).Add(((int)given[i], weights[i]));
        }
        return [.. leaves.Select(leaf => leaf?.ToArray() ?? [])];
    }

    private static long[] Ids(OperatorCall call, string name) =>
        call.Integers(name) ?? throw FastAIException.BadInput($"its attribute '{name}' is missing");

    private static BranchMode ModeOf(string mode) =>
        mode switch
        {
            "BRANCH_LEQ" => BranchMode.LessOrEqual,
            "BRANCH_LT" => BranchMode.Less,
            "BRANCH_GTE" => BranchMode.GreaterOrEqual,
            "BRANCH_GT" => BranchMode.Greater,
            "BRANCH_EQ" => BranchMode.Equal,
            "BRANCH_NEQ" => BranchMode.NotEqual,
            _ => throw FastAIException.BadInput($"the mode '{mode}' of a node does not exist"),
        };
}
