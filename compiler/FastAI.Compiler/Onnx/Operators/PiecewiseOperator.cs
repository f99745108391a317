using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>A piecewise linear or rounding function of each element, exact in fixed point.</summary>
internal sealed class PiecewiseOperator(string name, PiecewiseKind kind) : Operator(name)
{
    public override void Import(OperatorCall call)
    {
        if (call.Input(0) is IntegerConstant integers)
        {
            call.Return(
                kind switch
                {
                    PiecewiseKind.Negate => IntegerMath.Unary(integers, IntegerMath.Negate),
                    PiecewiseKind.Absolute => IntegerMath.Unary(integers, IntegerMath.Absolute),
                    PiecewiseKind.Relu => IntegerMath.Unary(integers, a => IntegerMath.Maximum(a, default)),
                    _ => integers,
                }
            );
            return;
        }
        call.Return(call.Emit.Piecewise(kind, call.Input(0)));
    }
}
