using FastAI.Compiler.Onnx.Operators;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>QLinearConcat: every operand is brought to the step and the zero point of the result, then they are joined.</summary>
internal sealed class QuantizedConcatOperator() : Operator("QLinearConcat", OperatorAttribute.Integer("axis"))
{
    private static readonly Operand Result = new(-1, 0, 1);
    private static readonly ConcatOperator Concat = new();

    public override string Domain => QuantizedOperators.Domain;

    public override string Remarks => "constant scales and zero points";

    public override void Import(OperatorCall call)
    {
        const int first = 2,
            each = 3;
        int count = (call.InputCount - first) / each;
        if (count < 1 || call.InputCount != first + each * count)
            throw FastAIException.BadInput(
                $"its {call.InputCount} inputs are not a scale, a zero point and triples of integers, scale and zero point"
            );
        double step = Requantization.Step(call, Result);
        var parts = new Tensor[count];
        for (int i = 0; i < count; i++)
        {
            var operand = new Operand(first + each * i, first + each * i + 1, first + each * i + 2);
            var emit = call.Emit.For($"{call.OutputName(0)}/x{i}");
            var scaled = emit.Scale(operand.Centred(call, 0, $"centred{i}"), operand.Ratio(call, step), 0, "scaled");
            parts[i] = Requantization.Rounded(call, emit, scaled with { Kind = ElementKind.Real }, Result);
        }
        call.Return(call.Apply(Concat, "", parts));
    }
}
