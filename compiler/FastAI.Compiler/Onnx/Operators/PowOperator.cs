using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class PowOperator() : Operator("Pow")
{
    public override string Remarks => "one constant exponent";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var exponents = call.Constant(1, "exponent");
        if (x is IntegerConstant a && exponents is IntegerConstant b)
        {
            call.Return(IntegerMath.Binary(a, b, IntegerMath.Power));
            return;
        }
        var values = exponents.Numbers();
        if (values.Length == 0 || values.Any(value => value != values[0]))
            throw FastAIException.Unsupported("its exponents differ from element to element; use one exponent");
        var layout = Layout.Broadcast(x.Layout, exponents.Layout);
        if (!layout.SameAs(x.Layout))
            x = call.Emit.Expand(x, layout, "base");
        call.Return(
            values[0] switch
            {
                1 => x,
                2 => call.Emit.Binary(BinaryOperation.Multiply, x, x),
                3 => call.Emit.Binary(BinaryOperation.Multiply, call.Emit.Binary(BinaryOperation.Multiply, x, x, "square"), x),
                0.5 => call.Emit.Function(FunctionKind.Sqrt, x),
                -0.5 => call.Emit.Function(FunctionKind.ReciprocalSqrt, x),
                -1 => call.Emit.Function(FunctionKind.Reciprocal, x),
                var exponent => call.Emit.Function(FunctionKind.Power, x, exponent),
            }
        );
    }
}
