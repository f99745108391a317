using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>(x - zero point) * scale. Weights that are stored as integers are the numbers that the float model multiplies by.</summary>
internal sealed class DequantizeLinearOperator(string domain = "")
    : Operator(
        "DequantizeLinear",
        OperatorAttribute.Integer("axis", 1),
        OperatorAttribute.Integer("block_size", 0).Since(21),
        OperatorAttribute.Integer("output_dtype", 0).Since(23)
    )
{
    public override string Domain => domain;

    public override int FirstOpset => domain.Length == 0 ? 10 : 1;

    public override string Remarks => "constant scales";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var step = StepSize.Of(call, x.Layout);
        if (x is IntegerConstant integers)
        {
            call.Return(Weights(integers, step, call.OutputName(0)));
            return;
        }
        var shift = step.Scale.Zip(step.Zero, (s, z) => -s * z);
        call.Return(
            call.Emit.Affine(x, step.Along(step.Scale), step.Zero.Any(z => z != 0) ? step.Along(shift) : null) with
            {
                Kind = ElementKind.Real,
            }
        );
    }

    private static RealConstant Weights(IntegerConstant x, StepSize step, string name)
    {
        var integers = x.Known();
        int[] map = IndexMaps.Broadcast(step.Layout, x.Layout);
        var stored = new StoredNumbers(
            [.. integers.Select((integer, i) => integer - step.Zero[map[i]])],
            [.. map.Select(i => step.Scale[i])]
        );
        var values = new double[integers.Length];
        // The product of an integer and a binary32 number is exact in binary64; the float model rounds it to binary32.
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(stored.Integers[i] * stored.Steps[i]);
        var source = new Parameter(name, [.. IndexMaps.Range(values.Length)], new Shape(x.Layout.Extents.AsSpan())) { Stored = stored };
        return new RealConstant(x.Layout, [.. values], source);
    }
}
