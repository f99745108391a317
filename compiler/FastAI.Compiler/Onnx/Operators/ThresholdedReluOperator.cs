using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>x above alpha, else 0.</summary>
internal sealed class ThresholdedReluOperator() : Operator("ThresholdedRelu", OperatorAttribute.Real("alpha", 1.0))
{
    public override int FirstOpset => 10;

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var above = call.Emit.Binary(BinaryOperation.Less, Constants.Scalar(call.Real("alpha")), x, "above");
        call.Return(call.Emit.Select(above, x, Constants.Scalar(0)));
    }
}
