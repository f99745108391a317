using FastAI.Compiler.Graph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>A smooth function of each element; up to two real attributes are its parameters.</summary>
internal sealed class FunctionOperator(string name, FunctionKind kind, params OperatorAttribute[] parameters) : Operator(name, parameters)
{
    public override void Import(OperatorCall call)
    {
        double a = Attributes.Count > 0 ? call.Real(Attributes[0].Name) : 0;
        double b = Attributes.Count > 1 ? call.Real(Attributes[1].Name) : 0;
        call.Return(call.Emit.Function(kind, call.Input(0), a, b));
    }
}
