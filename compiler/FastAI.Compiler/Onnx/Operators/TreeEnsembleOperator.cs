using FastAI.Compiler.Onnx.Trees;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Decision trees as the fifth version of the machine learning domain states them: branches and leaves by
/// position, every leaf with one target.</summary>
internal sealed class TreeEnsembleOperator()
    : Operator(
        "TreeEnsemble",
        OperatorAttribute.Integer("aggregate_function", 1),
        OperatorAttribute.Integers("leaf_targetids"),
        OperatorAttribute.Tensor("leaf_weights"),
        OperatorAttribute.Tensor("membership_values"),
        OperatorAttribute.Integer("n_targets", 1),
        OperatorAttribute.Integers("nodes_falseleafs"),
        OperatorAttribute.Integers("nodes_falsenodeids"),
        OperatorAttribute.Integers("nodes_featureids"),
        OperatorAttribute.Tensor("nodes_hitrates"),
        OperatorAttribute.Integers("nodes_missing_value_tracks_true"),
        OperatorAttribute.Tensor("nodes_modes"),
        OperatorAttribute.Tensor("nodes_splits"),
        OperatorAttribute.Integers("nodes_trueleafs"),
        OperatorAttribute.Integers("nodes_truenodeids"),
        OperatorAttribute.Integer("post_transform", 0),
        OperatorAttribute.Integers("tree_roots")
    )
{
    private static readonly string[] Aggregates = ["AVERAGE", "SUM", "MIN", "MAX"];
    private static readonly string[] Transforms = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];

    public override string Domain => "ai.onnx.ml";

    public override int FirstOpset => 5;

    public override string Remarks =>
        "missing values of inputs for which the precision file says 'missing' follow their tracks; a post-transform needs two targets";

    public override void Import(OperatorCall call)
    {
        long targets = call.Integer("n_targets");
        if (targets is < 1 or > 1 << 20)
            throw FastAIException.BadInput($"it has {targets} targets");
        string transform = Named(Transforms, call.Integer("post_transform"), "post-transform"),
            aggregate = Named(Aggregates, call.Integer("aggregate_function"), "aggregate function");
        if (targets == 1 && transform != "NONE")
            throw FastAIException.Unsupported(
                $"the post-transform {transform} of one target is not supported, because runtimes differ in whether they apply it; export the score and put the function behind it"
            );
        var x = call.Input(0);
        var source = Read(call, (int)targets, TreeSums.LayoutOf(x.Layout, 1).Count * x.Layout[1]);
        var scores = TreeSums.Of(call, source, aggregate, new double[targets], ScoreTransform.Part(transform));
        call.Return(ScoreTransform.Apply(call.Emit, scores, transform));
    }

    private static string Named(string[] names, long number, string what) =>
        number >= 0 && number < names.Length ? names[number] : throw FastAIException.BadInput($"the {what} {number} does not exist");

    private static SourceForest Read(OperatorCall call, int targets, int features)
    {
        long[] tested = Ids(call, "nodes_featureids"),
            yes = Ids(call, "nodes_truenodeids"),
            no = Ids(call, "nodes_falsenodeids"),
            yesLeaf = Ids(call, "nodes_trueleafs"),
            noLeaf = Ids(call, "nodes_falseleafs");
        double[] splits = Numbers(call, "nodes_splits"),
            modes = Numbers(call, "nodes_modes"),
            weights = Numbers(call, "leaf_weights");
        long[] given = Ids(call, "leaf_targetids"),
            roots = Ids(call, "tree_roots");
        if (
            yes.Length != tested.Length
            || no.Length != tested.Length
            || yesLeaf.Length != tested.Length
            || noLeaf.Length != tested.Length
            || splits.Length != tested.Length
            || modes.Length != tested.Length
        )
            throw FastAIException.BadInput("its lists of nodes have different lengths");
        if (given.Length != weights.Length)
            throw FastAIException.BadInput("its lists of leaves have different lengths");
        var members = new MemberSets(call.Tensor("membership_values") is null ? [] : Numbers(call, "membership_values"));
        bool[] missingTrue = TreeAttributes.MissingTracks(call, tested.Length);
        var nodes = new SourceNode[tested.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (tested[i] < 0 || tested[i] >= features)
                throw FastAIException.BadInput($"node {i} tests feature {tested[i]} of {features}");
            if (modes[i] is not (>= 0 and <= (int)BranchMode.Member))
                throw FastAIException.BadInput($"the mode {modes[i]} of node {i} does not exist");
            var mode = (BranchMode)(int)modes[i];
            if (mode != BranchMode.Member && double.IsNaN(splits[i]))
                throw FastAIException.BadInput($"node {i} compares with NaN");
            int Branch(long id, long leaf) =>
                leaf != 0
                    ? id >= 0 && id < given.Length
                        ? ~(int)id
                        : throw FastAIException.BadInput($"node {i} leads to leaf {id} of {given.Length}")
                    : id >= 0 && id < tested.Length
                        ? (int)id
                        : throw FastAIException.BadInput($"node {i} leads to node {id} of {tested.Length}");
            nodes[i] = new SourceNode(
                mode,
                (int)tested[i],
                mode == BranchMode.Member ? members.Next(i) : [splits[i]],
                Branch(yes[i], yesLeaf[i]),
                Branch(no[i], noLeaf[i]),
                missingTrue[i]
            );
        }
        for (int i = 0; i < given.Length; i++)
            if (given[i] < 0 || given[i] >= targets || !double.IsFinite(weights[i]))
                throw FastAIException.BadInput($"leaf {i} gives {weights[i]} to target {given[i]} of {targets}");
        foreach (long root in roots)
            if (root < 0 || root >= nodes.Length)
                throw FastAIException.BadInput($"a tree begins at node {root} of {nodes.Length}");
        return new(
            nodes,
            [.. given.Select((target, i) => ((int, double)[])[((int)target, weights[i])])],
            [.. roots.Select(root => Root(nodes, (int)root))]
        );
    }

    // A tree of one leaf is written as a node whose branches both lead to it.
    private static int Root(SourceNode[] nodes, int root) =>
        nodes[root].WhenTrue < 0 && nodes[root].WhenTrue == nodes[root].WhenFalse ? nodes[root].WhenTrue : root;

    private static long[] Ids(OperatorCall call, string name) =>
        call.Integers(name) ?? throw FastAIException.BadInput($"its attribute '{name}' is missing");

    private static double[] Numbers(OperatorCall call, string name) =>
        TreeAttributes.Values(call.Tensor(name) ?? throw FastAIException.BadInput($"its attribute '{name}' is missing"));
}
