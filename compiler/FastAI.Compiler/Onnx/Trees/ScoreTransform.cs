using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Operators;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Trees;

/// <summary>The post-transforms of the machine learning domain, on rows of two or more scores.</summary>
internal static class ScoreTransform
{
    public static Tensor Apply(Emitter emit, VariableTensor scores, string transform) =>
        transform switch
        {
            "NONE" => scores,
            "LOGISTIC" => emit.Function(FunctionKind.Sigmoid, scores),
            "SOFTMAX" => SoftmaxOperator.Rows(emit, scores, zeroStays: false),
            "SOFTMAX_ZERO" => SoftmaxOperator.Rows(emit, scores, zeroStays: true),
            "PROBIT" => emit.Function(FunctionKind.Probit, scores),
            _ => throw FastAIException.BadInput($"the post-transform '{transform}' does not exist"),
        };

    /// <summary>
    /// The scores of two classes from the one score s of the second: the logistic functions of -s and s, or without transform s beside 1 -
    /// s (<paramref name="complement"/>) or -s.
    /// </summary>
    public static VariableTensor OfTwo(Emitter emit, VariableTensor score, bool logistic, bool complement)
    {
        var both = new LinearBlock(1, 2, [0], [0, 1], [-1, 1], [complement && !logistic ? 1 : 0, 0], null, null);
        VariableTensor pair = emit.Linear(score, score.Layout.WithExtent(1, 2), [both], logistic ? "both" : "");
        return logistic ? emit.Function(FunctionKind.Sigmoid, pair) : pair;
    }

    /// <summary>The name of the part that holds the scores when a transform follows.</summary>
    public static string Part(string transform) => transform == "NONE" ? "" : "score";
}
