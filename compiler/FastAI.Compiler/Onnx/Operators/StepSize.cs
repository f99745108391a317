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
        var scale = call.Constant(1, "scale");
        double[] scales = [.. scale.Numbers()];
        for (int i = 0; i < scales.Length; i++)
            if (!(scales[i] > 0))
                throw FastAIException.BadInput($"its scale {i} is {scales[i]}; a step must be above zero");
        long[] zeros = call.OptionalIntegers(2, "zero point") is { } given ? [.. given.Known()] : new long[scales.Length];
        if (zeros.Length != scales.Length)
            throw FastAIException.BadInput($"it has {scales.Length} scales and {zeros.Length} zero points");
        if (call.Has("block_size") && call.Integer("block_size") is not 0 and var size)
            return Blocked(scales, zeros, scale.Layout, tensor, tensor.Axis(call.Integer("axis")), size);
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

    // So many neighbours along the axis share a scale; along the other axes each has its own.
    private static StepSize Blocked(double[] scales, long[] zeros, Layout given, Layout tensor, int axis, long size)
    {
        tensor.RequireNoBatch(axis, "has scales");
        bool fits = size > 0 && given.Rank == tensor.Rank;
        for (int a = 0; fits && a < given.Rank; a++)
            fits =
                given[a]
                == (
                    a == axis ? (tensor[a] + size - 1) / size
                    : a == tensor.BatchAxis ? 1
                    : tensor[a]
                );
        if (!fits)
            throw FastAIException.BadInput($"its scales {given} are not those of blocks of {size} along axis {axis} of {tensor}");
        var layout = new Layout(given.WithExtent(axis, tensor[axis]).Extents);
        int inner = layout.Product(axis + 1, layout.Rank),
            along = tensor[axis];
        int[] map =
        [
            .. Enumerable
                .Range(0, layout.Count)
                .Select(i => (i / inner / along * given[axis] + (int)(i / inner % along / size)) * inner + i % inner),
        ];
        return new([.. map.Select(i => scales[i])], [.. map.Select(i => zeros[i])], layout);
    }

    /// <summary>Numbers that lie as the scales do.</summary>
    public RealConstant Along(IEnumerable<double> numbers) => new(Layout, [.. numbers], null);
}
