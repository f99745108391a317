using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// The positions of a window that slides over the spatial axes (all after the first two) of a tensor, and what it reads at each.
/// </summary>
/// <param name="Output">Spatial extents of the result.</param>
/// <param name="Size">Taps of the window.</param>
/// <param name="Taps">Positions x Size: the spatial element, <see cref="Padding"/> or <see cref="Beyond"/>.</param>
internal sealed record SlidingWindow(int[] Output, int Size, int[] Taps)
{
    /// <summary>A tap in the padding.</summary>
    public const int Padding = -1;

    /// <summary>A tap behind the padding, where a window rounded up reaches.</summary>
    public const int Beyond = -2;

    public static readonly OperatorAttribute[] Attributes =
    [
        OperatorAttribute.Text("auto_pad", "NOTSET"),
        OperatorAttribute.Integers("dilations"),
        OperatorAttribute.Integers("kernel_shape"),
        OperatorAttribute.Integers("pads"),
        OperatorAttribute.Integers("strides"),
    ];

    public int Positions => Taps.Length / Size;

    /// <summary>Reads the attributes of a convolution or pooling of a tensor with layout [N, C, spatial...].</summary>
    public static SlidingWindow Read(OperatorCall call, Layout x, ReadOnlySpan<int> kernel, bool roundUp)
    {
        int[] spatial = Spatial(x);
        int[] strides = Extents(call, "strides", spatial.Length),
            dilations = Extents(call, "dilations", spatial.Length);
        var (before, after) = Pads(call, spatial, kernel, strides, dilations);
        var output = new int[spatial.Length];
        for (int a = 0; a < output.Length; a++)
        {
            long span = (long)spatial[a] + before[a] + after[a] - ((long)dilations[a] * (kernel[a] - 1) + 1);
            if (span < 0)
                throw FastAIException.BadInput($"its window is larger than its padded input along spatial axis {a}");
            long count = (roundUp ? (span + strides[a] - 1) / strides[a] : span / strides[a]) + 1;
            // A window rounded up must start in the input or the padding before it.
            if (roundUp && (count - 1) * strides[a] >= spatial[a] + before[a])
                count--;
            output[a] = (int)Math.Min(count, Shape.MaxElements + 1L);
        }
        var taps = Windows(output, kernel, call.Graph);
        int[] inner = Inner(spatial);
        var indices = new int[taps.Count * taps.Size];
        taps.Visit(
            (at, position, tap) =>
            {
                int index = 0;
                for (int a = 0; a < spatial.Length; a++)
                {
                    long i = (long)position[a] * strides[a] - before[a] + (long)tap[a] * dilations[a];
                    // One axis beyond the padding is enough to be beyond; else one in the padding is enough to be in it.
                    if (i >= (long)spatial[a] + after[a])
                        index = Beyond;
                    else if (i < 0 || i >= spatial[a])
                        index = Math.Min(index, Padding);
                    else if (index >= 0)
                        index += (int)i * inner[a];
                }
                indices[at] = index;
            }
        );
        return new(output, taps.Size, indices);
    }

    public static int[] Spatial(Layout x)
    {
        if (x.Rank < 3)
            throw FastAIException.BadInput($"its input {x} has no spatial axes after [N, C]");
        for (int axis = 1; axis < x.Rank; axis++)
            x.RequireNoBatch(axis, "slides");
        return [.. x.Extents[2..]];
    }

    /// <summary>An attribute with one positive number for each spatial axis; 1 where absent.</summary>
    public static int[] Extents(OperatorCall call, string name, int rank)
    {
        long[] values = call.Integers(name) ?? [.. Enumerable.Repeat(1L, rank)];
        if (values.Length != rank || values.Any(value => value is < 1 or > Shape.MaxElements))
            throw FastAIException.BadInput($"its attribute '{name}' is [{string.Join(", ", values)}] instead of {rank} positive numbers");
        return [.. values.Select(value => (int)value)];
    }

    public static int[] Inner(int[] spatial) => new Layout([.. spatial]).Strides();

    /// <summary>All pairs of a position and a tap, bounded before anything is allocated.</summary>
    public static WindowTaps Windows(int[] output, ReadOnlySpan<int> kernel, FloatGraphBuilder graph)
    {
        var taps = new WindowTaps([.. output], [.. kernel]);
        graph.Reserve((long)taps.Count * taps.Size);
        return taps;
    }

    private static (int[] Before, int[] After) Pads(
        OperatorCall call,
        int[] spatial,
        ReadOnlySpan<int> kernel,
        int[] strides,
        int[] dilations
    )
    {
        int rank = spatial.Length;
        int[] before = new int[rank],
            after = new int[rank];
        string mode = call.Text("auto_pad");
        switch (mode)
        {
            case "NOTSET":
                if (call.Integers("pads") is not { } pads)
                    break;
                if (pads.Length != 2 * rank || pads.Any(pad => pad is < 0 or > Shape.MaxElements))
                    throw FastAIException.BadInput($"its pads [{string.Join(", ", pads)}] are not {2 * rank} numbers from 0 on");
                for (int a = 0; a < rank; a++)
                    (before[a], after[a]) = ((int)pads[a], (int)pads[a + rank]);
                break;
            case "VALID":
                break;
            case "SAME_UPPER" or "SAME_LOWER":
                for (int a = 0; a < rank; a++)
                {
                    long count = ((long)spatial[a] + strides[a] - 1) / strides[a];
                    long total = Math.Clamp(
                        (count - 1) * strides[a] + (long)(kernel[a] - 1) * dilations[a] + 1 - spatial[a],
                        0,
                        Shape.MaxElements
                    );
                    int less = (int)(total / 2),
                        more = (int)(total - less);
                    (before[a], after[a]) = mode == "SAME_UPPER" ? (less, more) : (more, less);
                }
                break;
            default:
                throw FastAIException.BadInput($"its attribute 'auto_pad' is '{mode}'");
        }
        return (before, after);
    }
}
