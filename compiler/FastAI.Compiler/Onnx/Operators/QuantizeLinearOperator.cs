using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// To integers: x / scale to the nearest one, ties to even, then the zero point, then the type's range. A scale that is a power of two
/// divides exactly in fixed point, so that the firmware's integers are those of the float model.
/// </summary>
internal sealed class QuantizeLinearOperator(string domain = "")
    : Operator(
        "QuantizeLinear",
        OperatorAttribute.Integer("axis", 1),
        OperatorAttribute.Integer("saturate", 1).Since(19),
        OperatorAttribute.Integer("block_size", 0).Since(21),
        OperatorAttribute.Integer("output_dtype", 0).Since(21),
        OperatorAttribute.Integer("precision", 0).Since(23)
    )
{
    private const int UInt8 = 2;

    public override string Domain => domain;

    public override int FirstOpset => domain.Length == 0 ? 10 : 1;

    public override string Remarks => "constant scales, exact where they are powers of two; to integers of at most 16 bits";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var step = StepSize.Of(call, x.Layout);
        var type = TypeOf(call);
        var scaled = call.Emit.Affine(x, step.Along(step.Scale.Select(s => 1 / s)), null, "scaled") with { Kind = ElementKind.Real };
        call.Return(Rounded(call.Emit, scaled, step, type));
    }

    /// <summary>Scaled numbers to the nearest integers, ties to even, with the zero point added, within the type.</summary>
    public static Tensor Rounded(Emitter emit, Tensor scaled, StepSize step, StoredInteger type)
    {
        var rounded = emit.Piecewise(PiecewiseKind.Round, scaled, "rounded");
        if (Array.TrueForAll(step.Zero, z => z == 0))
            return emit.Clip(rounded, type.Low, type.High) with { Kind = ElementKind.Integer };
        // The limits come first where one pair of them serves all, so that rounding and limits stay side by side.
        if (Array.TrueForAll(step.Zero, z => z == step.Zero[0]))
        {
            var limited = emit.Clip(rounded, type.Low - step.Zero[0], type.High - step.Zero[0], "limited");
            return emit.Scale(limited, 1, step.Zero[0]) with { Kind = ElementKind.Integer };
        }
        var moved = emit.Affine(rounded, null, step.Along(step.Zero.Select(z => (double)z)), "moved");
        return emit.Clip(moved, type.Low, type.High) with { Kind = ElementKind.Integer };
    }

    private static StoredInteger TypeOf(OperatorCall call)
    {
        var zero = call.OptionalIntegers(2, "zero point");
        if (zero is { Stored: null })
            throw FastAIException.Unsupported("the integer type of its zero point is not known; store the zero point as an initializer");
        long stated = call.Opset >= 21 ? call.Integer("output_dtype") : 0;
        var type = zero?.Stored ?? TensorReader.StoredOf(stated == 0 ? UInt8 : stated);
        return type is { Bits: <= 16 } known
            ? known
            : throw FastAIException.Unsupported("it quantises to a type that is no integer of at most 16 bits");
    }
}
