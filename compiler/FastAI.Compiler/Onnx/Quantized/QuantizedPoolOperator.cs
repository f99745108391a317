using FastAI.Compiler.Onnx.Values;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>
/// QLinearAveragePool and QLinearGlobalAveragePool: DequantizeLinear, the average, QuantizeLinear; the average is of integers and the ratio
/// of the steps comes behind it.
/// </summary>
internal sealed class QuantizedPoolOperator(string name, Operator average, params OperatorAttribute[] attributes)
    : Operator(name, attributes)
{
    private static readonly Operand X = new(0, 1, 2),
        Result = new(-1, 3, 4);

    public override string Domain => QuantizedOperators.Domain;

    public override string Remarks => "constant scales and zero points";

    public override void Import(OperatorCall call)
    {
        ChannelsLast.Refuse(call);
        float ratio = X.Ratio(call, Requantization.Step(call, Result));
        var mean = call.Apply(average, "average", X.Centred(call, 0, "x")) with { Kind = ElementKind.Real };
        call.Return(Requantization.Rounded(call, call.Emit, call.Emit.Scale(mean, ratio, 0, "scaled"), Result));
    }
}
