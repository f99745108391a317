using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class LeakyReluOperator() : Operator("LeakyRelu", OperatorAttribute.Real("alpha", 0.01))
{
    public override void Import(OperatorCall call) =>
        call.Return(
            call.Emit.LeakyRelu(call.Input(0), PerElement<double>.Uniform(call.Real("alpha"), Math.Max(1, call.Input(0).Layout.Count)))
        );
}
