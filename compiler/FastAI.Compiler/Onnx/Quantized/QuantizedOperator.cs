using FastAI.Compiler.Onnx.Operators;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>
/// An operator of ONNX Runtime (domain com.microsoft) on quantised integers: DequantizeLinear of its operands, the operator on real
/// numbers, QuantizeLinear of the result.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="inner">What it does with real numbers.</param>
/// <param name="operands">How many operands there are, each with scale and zero point; -1: any number, behind those of the result.</param>
/// <param name="attributes">All attributes.</param>
internal sealed class QuantizedOperator(string name, Operator inner, int operands, params OperatorAttribute[] attributes)
    : Operator(name, attributes)
{
    private static readonly DequantizeLinearOperator Dequantize = new();

    public override string Domain => QuantizedOperators.Domain;

    public override string Remarks => "constant scales and zero points";

    public override void Import(OperatorCall call)
    {
        ChannelsLast.Refuse(call);
        bool resultFirst = operands < 0;
        int first = resultFirst ? 2 : 0,
            count = resultFirst ? (call.InputCount - first) / 3 : operands;
        if (resultFirst && (count < 1 || call.InputCount != first + 3 * count))
            throw FastAIException.BadInput(
                $"its {call.InputCount} inputs are not a scale, a zero point and triples of integers, scale and zero point"
            );
        var real = new Tensor?[count];
        for (int i = 0; i < count; i++)
        {
            var operand = new Operand(first + 3 * i, first + 3 * i + 1, first + 3 * i + 2);
            var integers = operand.Integers(call);
            if (operand.Steps(call).Layout.Count != 1)
                throw FastAIException.BadInput($"its operand {i} has {operand.Steps(call).Layout.Count} scales instead of one");
            real[i] = call.Apply(Dequantize, count == 1 ? "x" : $"x{i}", integers, call.Input(operand.Scale), call.Optional(operand.Zero));
        }
        var result = resultFirst ? new Operand(-1, 0, 1) : new Operand(-1, 3 * count, 3 * count + 1);
        double step = Requantization.Step(call, result);
        var value = call.Apply(inner, "real", real);
        Requantization.Return(call, call.Emit.Scale(value, 1 / step, 0, "scaled"), result);
    }
}
