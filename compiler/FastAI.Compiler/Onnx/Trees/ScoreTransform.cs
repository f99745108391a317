using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Operators;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Trees;

/// <summary>The post-transforms of the machine learning domain, on rows of two or more scores.</summary>
internal static class ScoreTransform
{
    public static Tensor Apply(Emitter emit, VariableTensor scores, string transform) => transform switch
    {
        "NONE" => scores,
        "LOGISTIC" => emit.Function(FunctionKind.Sigmoid, scores),
        "SOFTMAX" => SoftmaxOperator.Rows(emit, scores, zeroStays: false),
        "SOFTMAX_ZERO" => SoftmaxOperator.Rows(emit, scores, zeroStays: true),
        "PROBIT" => emit.Function(FunctionKind.Probit, scores),
        _ => throw FastAIException.BadInput($"the post-transform '{transform}' does not exist"),
    };

    /// <summary>The name of the part that holds the scores when a transform follows.</summary>
    public static string Part(string transform) => transform == "NONE" ? "" : "score";
}
