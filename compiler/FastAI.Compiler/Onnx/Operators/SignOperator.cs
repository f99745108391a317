using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>(0 less than x) - (x less than 0).</summary>
internal sealed class SignOperator() : Operator("Sign")
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var above = call.Emit.Binary(BinaryOperation.Less, Constants.Scalar(0), x, "positive");
        var below = call.Emit.Binary(BinaryOperation.Less, x, Constants.Scalar(0), "negative");
        call.Return(call.Emit.Binary(BinaryOperation.Subtract, above, below) with { Kind = x.Kind });
    }
}
