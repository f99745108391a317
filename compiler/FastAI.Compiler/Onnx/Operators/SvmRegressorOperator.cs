using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>A support vector regression with linear kernel, whose vectors add up to one linear sum.</summary>
internal sealed class SvmRegressorOperator()
    : Operator(
        "SVMRegressor",
        OperatorAttribute.Reals("coefficients"),
        OperatorAttribute.Reals("kernel_params"),
        OperatorAttribute.Text("kernel_type", "LINEAR"),
        OperatorAttribute.Integer("n_supports", 0),
        OperatorAttribute.Integer("one_class", 0),
        OperatorAttribute.Text("post_transform", "NONE"),
        OperatorAttribute.Reals("rho"),
        OperatorAttribute.Reals("support_vectors")
    )
{
    public override string Domain => "ai.onnx.ml";

    public override string Remarks => "linear kernel; no post-transform";

    public override void Import(OperatorCall call)
    {
        SupportVectors.RequireLinear(call);
        if (call.Text("post_transform") is not "NONE" and var transform)
            throw FastAIException.Unsupported(
                $"the post-transform {transform} of one target is not supported, because runtimes differ in whether they apply it; export the score and put the function behind it"
            );
        double[] coefficients = call.Reals("coefficients") ?? [],
            rho = LinearScores.Reals(call, "rho", 1);
        long vectors = call.Integer("n_supports");
        int features = LinearScores.FeaturesOf(call);
        double[] weights =
            vectors == 0
                ? coefficients
                : SupportVectors.Sum(SupportVectors.Read(call, vectors, features), coefficients, 0, (int)vectors, 0);
        bool oneClass = call.Flag("one_class");
        var score = LinearScores.Of(call, call.Emit, weights, [rho[0]], oneClass ? "score" : "");
        if (!oneClass)
        {
            call.Return(score);
            return;
        }
        // Inside the class 1, outside -1.
        var inside = call.Emit.Binary(BinaryOperation.Less, Constants.Scalar(0), score, "inside");
        call.Return(call.Emit.Scale(inside with { Kind = ElementKind.Real }, 2, -1));
    }
}
