using FastAI.Compiler.Graph;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class GeluOperator() : Operator("Gelu", OperatorAttribute.Text("approximate", "none"))
{
    public override int FirstOpset => 20;

    public override void Import(OperatorCall call) =>
        call.Return(
            call.Emit.Function(
                call.Text("approximate") switch
                {
                    "none" => FunctionKind.Gelu,
                    "tanh" => FunctionKind.GeluTanh,
                    var other => throw FastAIException.BadInput($"its attribute 'approximate' is '{other}' instead of 'none' or 'tanh'"),
                },
                call.Input(0)
            )
        );
}
