using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Trees;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// A support vector classifier of two classes: one linear sum s, above 0 for the first class. The label follows from s alone, whether there
/// are probabilities or not. Scores without probabilities are -s and s, the logistic functions of both with the post-transform LOGISTIC, or
/// 1 - s and s where another is stated, which itself is not applied: so ONNX Runtime 1.31 has it.
/// </summary>
/// <remarks>
/// The probability of the first class is 1 / (1 + exp(a s + b)) (Platt, "Probabilistic outputs for support vector machines", 1999).
/// Runtimes iterate towards it as they do for more classes (Wu, Lin, Weng, JMLR 5, 2004, section 4) and stop
/// within 0.005 of it; this is the limit itself.
/// </remarks>
internal static class SupportVectorPair
{
    /// <param name="call">The node.</param>
    /// <param name="labels">Of two classes.</param>
    /// <param name="row">A coefficient for each feature.</param>
    /// <param name="rho">The offset.</param>
    /// <param name="a">The slope of the probability, or nothing.</param>
    /// <param name="b">The offset of the probability, or nothing.</param>
    public static void Import(OperatorCall call, ClassLabels labels, double[] row, double[] rho, double[] a, double[] b)
    {
        string transform = call.Text("post_transform");
        if (transform == "PROBIT" && call.Wants(1))
            throw FastAIException.Unsupported(
                "the post-transform PROBIT of two classes has no agreed meaning; export the scores without it"
            );
        var label = call.Emit;
        var result = call.Wants(1) ? call.Emit.For(call.OutputName(1)) : call.Emit;
        var sum = LinearScores.Of(call, result, row, rho, "sum");
        var first = label.Binary(BinaryOperation.Less, Constants.Scalar(0), sum, "first");
        call.Return(labels.OfBit(label, (VariableTensor)label.Reshape(first, sum.Layout.Removed(1)), labels.Values[1], labels.Values[0]));
        if (!call.Wants(1))
            return;
        if (a.Length == 0)
        {
            call.Return(ScoreTransform.OfTwo(result, sum, transform == "LOGISTIC", complement: transform != "NONE"), 1);
            return;
        }
        // A logistic of the negative argument is one less the logistic.
        var block = new LinearBlock(1, 2, [0], [0, 1], [-a[0], a[0]], [-b[0], b[0]], null, null);
        var both = result.Linear(sum, sum.Layout.WithExtent(1, 2), [block], "logits");
        call.Return(
            ScoreTransform.Apply(result, result.Function(FunctionKind.Sigmoid, both, part: ScoreTransform.Part(transform)), transform),
            1
        );
    }
}
