using FastAI.Compiler.Onnx.Trees;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Sums, averages or extremes of the leaves of decision trees, one for each target.</summary>
internal sealed class TreeEnsembleRegressorOperator()
    : Operator(
        "TreeEnsembleRegressor",
        [
            .. TreeAttributes.Nodes,
            .. TreeAttributes.Leaves("target"),
            OperatorAttribute.Text("aggregate_function", "SUM"),
            OperatorAttribute.Integer("n_targets", 1),
        ]
    )
{
    public override string Domain => "ai.onnx.ml";

    public override string Remarks =>
        "missing values of inputs for which the precision file says 'missing' follow their tracks; a post-transform needs two targets";

    public override void Import(OperatorCall call)
    {
        long targets = call.Integer("n_targets");
        if (targets is < 1 or > 1 << 20)
            throw FastAIException.BadInput($"it has {targets} targets");
        string transform = call.Text("post_transform");
        if (targets == 1 && transform != "NONE")
            throw FastAIException.Unsupported(
                $"the post-transform {transform} of one target is not supported, because runtimes differ in whether they apply it; export the score and put the function behind it"
            );
        var x = call.Input(0);
        var source = TreeAttributes.Read(call, "target", (int)targets, TreeSums.LayoutOf(x.Layout, 1).Count * x.Layout[1]);
        double[] start = TreeAttributes.Numbers(call, "base_values");
        if (start.Length != 0 && start.Length != targets)
            throw FastAIException.BadInput($"it has {start.Length} base values for {targets} targets");
        if (start.Length == 0)
            start = new double[targets];
        var scores = TreeSums.Of(call, source, call.Text("aggregate_function"), start, ScoreTransform.Part(transform));
        call.Return(ScoreTransform.Apply(call.Emit, scores, transform));
    }
}
