using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>Scale and zero point of QuantizeLinear and DequantizeLinear: one for the tensor, or one for each index of an axis.</summary>
/// <param name="Scale">The step between neighbours, above zero.</param>
/// <param name="Zero">The integer that stands for 0.</param>
/// <param name="Layout">How both lie along the tensor's axes: 1 but for the axis that they differ along.</param>
internal sealed record StepSize(double[] Scale, long[] Zero, Layout Layout)
{
    /// <summary>Reads inputs 1 and 2 of a node.</summary>
    /// <exception cref="FastAIException">They are no constants, of the wrong size, or not positive.</exception>
    public static StepSize Of(OperatorCall call, Layout tensor)
    {
        if (call.Has("block_size") && call.Integer("block_size") != 0)
            throw FastAIException.Unsupported("scales by blocks (block_size) are not supported; use one scale a tensor or a channel");
        var scale = call.Constant(1, "scale");
        double[] scales = [.. scale.Numbers()];
        for (int i = 0; i < scales.Length; i++)
            if (!(scales[i] > 0))
                throw FastAIException.BadInput($"its scale {i} is {scales[i]}; a step must be above zero");
        long[] zeros = call.OptionalIntegers(2, "zero point") is { } given ? [.. given.Known()] : new long[scales.Length];
        if (zeros.Length != scales.Length)
            throw FastAIException.BadInput($"it has {scales.Length} scales and {zeros.Length} zero points");
        if (scales.Length == 1)
            return new(scales, zeros, new Layout([]));
        int axis = tensor.Axis(call.Integer("axis"));
        tensor.RequireNoBatch(axis, "has scales");
        if (scale.Layout.Rank != 1 || tensor[axis] != scales.Length)
            throw FastAIException.BadInput($"its {scales.Length} scales do not fit axis {axis} of {tensor}");
        var extents = new int[tensor.Rank];
        Array.Fill(extents, 1);
        extents[axis] = scales.Length;
        return new(scales, zeros, new Layout([.. extents]));
    }

    /// <summary>Numbers that lie as the scales do.</summary>
    public RealConstant Along(IEnumerable<double> numbers) => new(Layout, [.. numbers], null);
}
