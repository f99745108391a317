using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>QLinearLeakyRelu: DequantizeLinear, LeakyRelu, QuantizeLinear; each side of 0 has a factor and is rounded by itself.</summary>
internal sealed class QuantizedLeakyReluOperator() : Operator("QLinearLeakyRelu", OperatorAttribute.Real("alpha", 0.01))
{
    private static readonly Operand X = new(0, 1, 2),
        Result = new(-1, 3, 4);

    public override string Domain => QuantizedOperators.Domain;

    public override string Remarks => "constant scales and zero points";

    public override void Import(OperatorCall call)
    {
        double ratio = X.Ratio(call, Requantization.Step(call, Result));
        var x = X.Centred(call, 0, "x");
        var below = call.Emit.Binary(BinaryOperation.Less, x, Constants.Scalar(0), "below");
        call.Return(call.Emit.Select(below, Side("negative", ratio * (float)call.Real("alpha")), Side("positive", ratio)));

        Tensor Side(string name, double factor)
        {
            var emit = call.Emit.For($"{call.OutputName(0)}/{name}");
            var scaled = emit.Scale(x, factor, 0, "scaled") with { Kind = ElementKind.Real };
            return Requantization.Rounded(call, emit, scaled, Result);
        }
    }
}
