using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Operators;
using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>QLinearSigmoid: DequantizeLinear, Sigmoid, QuantizeLinear.</summary>
internal sealed class QuantizedSigmoidOperator() : Operator("QLinearSigmoid")
{
    private static readonly Operand X = new(0, 1, 2),
        Result = new(-1, 3, 4);
    private static readonly DequantizeLinearOperator Dequantize = new();

    public override string Domain => QuantizedOperators.Domain;

    public override string Remarks => "constant scales and zero points; the function is a table, so that an integer may be the next one";

    public override void Import(OperatorCall call)
    {
        X.Ratio(call, 1);
        var x = call.Apply(Dequantize, "x", X.Integers(call), call.Input(X.Scale), call.Optional(X.Zero));
        var y = call.Emit.Function(FunctionKind.Sigmoid, x, part: "sigmoid");
        var scaled = call.Emit.Scale(y, 1 / Requantization.Step(call, Result), 0, "scaled");
        call.Return(Requantization.Rounded(call, call.Emit, scaled, Result));
    }
}
