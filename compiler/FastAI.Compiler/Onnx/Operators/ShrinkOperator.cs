using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>x + bias below -lambd, x - bias above lambd, 0 between.</summary>
internal sealed class ShrinkOperator() : Operator("Shrink", OperatorAttribute.Real("bias", 0.0), OperatorAttribute.Real("lambd", 0.5))
{
    public override void Import(OperatorCall call)
    {
        var (x, emit) = (call.Input(0), call.Emit);
        double bias = call.Real("bias"),
            limit = call.Real("lambd");
        var below = emit.Binary(BinaryOperation.Less, x, Constants.Scalar(-limit), "below");
        var above = emit.Binary(BinaryOperation.Less, Constants.Scalar(limit), x, "above");
        var lowered = emit.Select(above, emit.Scale(x, 1, -bias, "lowered"), Constants.Scalar(0), "upper");
        call.Return(emit.Select(below, emit.Scale(x, 1, bias, "raised"), lowered));
    }
}
