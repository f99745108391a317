using FastAI.Compiler.Onnx.Trees;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// One linear score for each class, of which the greatest wins, or one score s for two classes, of which the second wins above 0 and the
/// scores are 1 - s and s, or the logistic functions of -s and s with the post-transform LOGISTIC, as ONNX Runtime 1.31 has it (1.23
/// ignored the transform). The label comes from the scores before the transform, which keeps their order.
/// </summary>
internal sealed class LinearClassifierOperator()
    : Operator(
        "LinearClassifier",
        OperatorAttribute.Integers("classlabels_ints"),
        OperatorAttribute.Texts("classlabels_strings"),
        OperatorAttribute.Reals("coefficients"),
        OperatorAttribute.Reals("intercepts"),
        OperatorAttribute.Integer("multi_class", 0),
        OperatorAttribute.Text("post_transform", "NONE")
    )
{
    public override string Domain => "ai.onnx.ml";

    public override string Remarks => "a text label becomes its position in the list";

    public override void Import(OperatorCall call)
    {
        var labels = ClassLabels.Read(call, "classlabels_ints", "classlabels_strings");
        if (labels.Count < 2)
            throw FastAIException.Unsupported("it has one class, of which every event is");
        double[] coefficients = call.Reals("coefficients") ?? [];
        double[] intercepts = LinearScores.Reals(call, "intercepts", coefficients.Length / Math.Max(1, LinearScores.FeaturesOf(call)));
        if (intercepts.Length != labels.Count && (intercepts.Length != 1 || labels.Count != 2))
            throw FastAIException.BadInput($"it has {intercepts.Length} intercepts for {labels.Count} classes");
        string transform = call.Text("post_transform");
        var label = call.Emit;
        var result = call.Wants(1) ? call.Emit.For(call.OutputName(1)) : call.Emit;
        bool one = intercepts.Length == 1;
        var scores = LinearScores.Of(call, result, coefficients, intercepts, one ? "score" : ScoreTransform.Part(transform));
        if (!one)
        {
            call.Return(labels.OfGreatest(label, scores, [.. Enumerable.Range(0, labels.Count)]));
            if (call.Wants(1))
                call.Return(ScoreTransform.Apply(result, scores, transform), 1);
            return;
        }
        var wins = label.Binary(BinaryOperation.Less, Constants.Scalar(0), scores, "wins");
        call.Return(labels.OfBit(label, (VariableTensor)label.Reshape(wins, scores.Layout.Removed(1)), labels.Values[0], labels.Values[1]));
        if (!call.Wants(1))
            return;
        if (transform == "PROBIT")
            throw FastAIException.Unsupported(
                "the post-transform PROBIT of one score for two classes has no agreed meaning; export one score for each class"
            );
        call.Return(ScoreTransform.OfTwo(result, scores, transform == "LOGISTIC", complement: true), 1);
    }
}
