using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>(x - mean) / sqrt(variance + epsilon) over axes of one event.</summary>
internal static class Normalization
{
    /// <summary>The normalised tensor, its mean and the reciprocal of its standard deviation.</summary>
    public static (Tensor Normalized, Tensor Mean, Tensor Inverse) Over(
        Emitter emit,
        Tensor x,
        bool[] chosen,
        double epsilon,
        bool centred = true,
        string part = "normalized"
    )
    {
        Axes.RequireNoBatch(x.Layout, chosen, "normalizes");
        var kept = Axes.Reduced(x.Layout, chosen, keep: true);
        var (size, groups) = Axes.GroupsOf(x.Layout, chosen);
        var mean = x;
        if (centred)
        {
            mean = emit.Sum(x, kept, size, groups, 1.0 / size, part: "mean");
            x = emit.Binary(BinaryOperation.Subtract, x, mean, "centred");
        }
        var squares = emit.Binary(BinaryOperation.Multiply, x, x, "square");
        var variance = emit.Sum(squares, kept, size, groups, 1.0 / size, epsilon, "variance");
        var inverse = emit.Function(FunctionKind.ReciprocalSqrt, variance, part: "inverse");
        return (emit.Binary(BinaryOperation.Multiply, x, inverse, part), mean, inverse);
    }
}
