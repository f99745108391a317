using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class ModOperator() : Operator("Mod", OperatorAttribute.Integer("fmod", 0))
{
    public override int FirstOpset => 10;

    public override string Remarks => "of integer constants";

    public override void Import(OperatorCall call)
    {
        if (call.Flag("fmod") || call.Input(0) is not IntegerConstant a || call.Input(1) is not IntegerConstant b)
            throw FastAIException.Unsupported("a remainder of variables is not supported; use x - n Floor(x / n)");
        call.Return(IntegerMath.Binary(a, b, IntegerMath.Modulo));
    }
}
