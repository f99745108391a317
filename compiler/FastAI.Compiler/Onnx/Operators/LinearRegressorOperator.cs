using FastAI.Compiler.Onnx.Trees;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Sums of products of features and coefficients, one for each target.</summary>
internal sealed class LinearRegressorOperator()
    : Operator(
        "LinearRegressor",
        OperatorAttribute.Reals("coefficients"),
        OperatorAttribute.Reals("intercepts"),
        OperatorAttribute.Text("post_transform", "NONE"),
        OperatorAttribute.Integer("targets", 1)
    )
{
    public override string Domain => "ai.onnx.ml";

    public override string Remarks => "a post-transform needs two targets";

    public override void Import(OperatorCall call)
    {
        long targets = call.Integer("targets");
        if (targets is < 1 or > 1 << 20)
            throw FastAIException.BadInput($"it has {targets} targets");
        string transform = call.Text("post_transform");
        if (targets == 1 && transform != "NONE")
            throw FastAIException.Unsupported(
                $"the post-transform {transform} of one target is not supported, because runtimes differ in whether they apply it; export the score and put the function behind it"
            );
        double[] coefficients = call.Reals("coefficients") ?? [],
            intercepts = LinearScores.Reals(call, "intercepts", (int)targets);
        if (intercepts.Length != targets)
            throw FastAIException.BadInput($"it has {intercepts.Length} intercepts for {targets} targets");
        var scores = LinearScores.Of(call, call.Emit, coefficients, intercepts, ScoreTransform.Part(transform));
        call.Return(ScoreTransform.Apply(call.Emit, scores, transform));
    }
}
