namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Cast to the type of another tensor.</summary>
internal sealed class CastLikeOperator() : Operator("CastLike", OperatorAttribute.Integer("saturate", 1).Since(19))
{
    public override int FirstOpset => 15;

    public override void Import(OperatorCall call) => call.Return(CastOperator.Cast(call.Emit, call.Input(0), call.Input(1).Kind));
}
