using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Quantized;

/// <summary>
/// Where a quantised operand stands among the inputs of a node: the integers, their step and the integer that stands for 0.
/// </summary>
/// <param name="Value">Position of the integers.</param>
/// <param name="Scale">Position of the step; -1 for none.</param>
/// <param name="Zero">Position of the zero point, which may be left out.</param>
internal readonly record struct Operand(int Value, int Scale, int Zero)
{
    /// <summary>The integers of a node's input.</summary>
    public Tensor Integers(OperatorCall call)
    {
        var x = call.Input(Value);
        return x.Kind == ElementKind.Integer
            ? x
            : throw FastAIException.BadInput($"its input {Value} does not hold integers; quantise it first (QuantizeLinear)");
    }

    /// <summary>The integers without their zero point.</summary>
    /// <param name="call">The node.</param>
    /// <param name="axis">The axis that zero points differ along where there are several.</param>
    /// <param name="part">What to call the result.</param>
    public Tensor Centred(OperatorCall call, int axis, string part)
    {
        var x = Integers(call);
        if (call.OptionalIntegers(Zero, "zero point") is not { } zero || zero.Known().All(z => z == 0))
            return x;
        var shift = Along(x.Layout, axis, zero.Layout, [.. zero.Known().Select(z => -(double)z)], "zero points");
        if (x is not IntegerConstant integers)
            return call.Emit.Affine(x, null, shift, part);
        var known = integers.Known();
        int[] map = IndexMaps.Broadcast(shift.Layout, x.Layout);
        return integers with { Values = [.. known.Select((k, i) => k + (long)shift.Values[map[i]])], Stored = null };
    }

    /// <summary>The steps as binary32 numbers.</summary>
    /// <exception cref="FastAIException">They depend on the event, or one is not above zero.</exception>
    public Constant Steps(OperatorCall call)
    {
        var scale = call.Constant(Scale, "scale");
        var numbers = scale.Numbers();
        for (int i = 0; i < numbers.Length; i++)
            if (!(numbers[i] > 0))
                throw FastAIException.BadInput($"its scale {i} is {numbers[i]}; a step must be above zero");
        return scale;
    }

    /// <summary>The one step of the operand over the step of a result, as a binary32 number.</summary>
    public float Ratio(OperatorCall call, double step)
    {
        var steps = Steps(call).Numbers();
        return steps.Length == 1
            ? (float)steps[0] / (float)step
            : throw FastAIException.BadInput($"its operand has {steps.Length} scales instead of one");
    }

    /// <summary>One number for the tensor, one for each index of an axis, or numbers that broadcast to the tensor as they lie.</summary>
    public static RealConstant Along(Layout tensor, int axis, Layout given, double[] numbers, string what)
    {
        if (numbers.Length == 1)
            return Constants.Scalar(numbers[0]);
        tensor.RequireNoBatch(axis, $"has {what}");
        var extents = new int[tensor.Rank];
        Array.Fill(extents, 1);
        extents[axis] = tensor[axis];
        if (numbers.Length != tensor[axis] || given.Rank > 1 && !given.Extents.AsSpan().SequenceEqual(extents.AsSpan()[^given.Rank..]))
            throw FastAIException.BadInput($"its {numbers.Length} {what} do not fit axis {axis} of {tensor}");
        return new RealConstant(new Layout([.. extents]), [.. numbers], null);
    }
}
