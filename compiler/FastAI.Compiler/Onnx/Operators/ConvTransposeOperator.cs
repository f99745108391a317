using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Output position o reads input i through tap k where o + pad = i * stride + k * dilation. Positions with the same remainder of (o +
/// pad) by the stride use the same taps, so each remainder (of all axes together) is one block a group.
/// </summary>
internal sealed class ConvTransposeOperator()
    : Operator(
        "ConvTranspose",
        [
            .. SlidingWindow.Attributes,
            OperatorAttribute.Integer("group", 1),
            OperatorAttribute.Integers("output_padding"),
            OperatorAttribute.Integers("output_shape"),
        ]
    )
{
    public override string Remarks => "constant weights";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var weights = call.Constant(1, "weights");
        var bias = call.OptionalConstant(2, "bias");
        int[] spatial = SlidingWindow.Spatial(x.Layout);
        int rank = spatial.Length,
            channels = x.Layout[1];
        long groups = call.Integer("group");
        if (
            weights.Layout.Rank != x.Layout.Rank
            || weights.Layout.Count == 0
            || weights.Layout[0] != channels
            || groups < 1
            || groups > channels
            || channels % groups != 0
            || (long)weights.Layout[1] * groups > Shape.MaxElements
        )
            throw FastAIException.BadInput($"its weights {weights.Layout} in {groups} groups do not fit {x.Layout}");
        int columns = weights.Layout[1],
            filters = columns * (int)groups;
        if (bias is not null && bias.Layout.Count != filters)
            throw FastAIException.BadInput($"its bias {bias.Layout} does not fit {filters} filters");
        int[] kernel = [.. weights.Layout.Extents[2..]];
        if (call.Has("kernel_shape") && !SlidingWindow.Extents(call, "kernel_shape", rank).AsSpan().SequenceEqual(kernel))
            throw FastAIException.BadInput($"its attribute 'kernel_shape' contradicts its weights {weights.Layout}");
        int[] strides = SlidingWindow.Extents(call, "strides", rank),
            dilations = SlidingWindow.Extents(call, "dilations", rank);
        var (before, output) = Sizes(call, spatial, kernel, strides, dilations);
        var layout = x.Layout.WithExtents([x.Layout[0], filters, .. output]);
        var blocks = ImmutableArray.CreateBuilder<LinearBlock>();
        foreach (var (taps, positions) in Phases(output, kernel, strides, dilations, before, call.Graph))
            for (int g = 0; g < groups; g++)
                blocks.Add(
                    Block(call, x.Layout, layout, weights, bias, g, (int)groups, columns, taps, positions, tap =>
                        Source(tap, spatial, strides, dilations, before)
                    )
                );
        call.Return(call.Emit.Linear(x, layout, blocks.ToImmutable()));
    }

    private static (int[] Before, int[] Output) Sizes(OperatorCall call, int[] spatial, int[] kernel, int[] strides, int[] dilations)
    {
        int rank = spatial.Length;
        long[] extra = call.Integers("output_padding") ?? new long[rank];
        long[]? wanted = call.Integers("output_shape");
        long[] pads = call.Integers("pads") ?? new long[2 * rank];
        if (wanted is not null && wanted.Length == rank + 2)
            wanted = wanted[2..];
        if (
            extra.Length != rank
            || wanted is not null && wanted.Length != rank
            || pads.Length != 2 * rank
            || extra.Concat(wanted ?? []).Concat(pads).Any(value => value is < 0 or > Shape.MaxElements)
        )
            throw FastAIException.BadInput("its pads, output_padding or output_shape do not fit its spatial axes");
        string mode = call.Text("auto_pad");
        if (mode is not ("NOTSET" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
            throw FastAIException.BadInput($"its attribute 'auto_pad' is '{mode}'");
        var before = new int[rank];
        var output = new int[rank];
        for (int a = 0; a < rank; a++)
        {
            long full = (long)strides[a] * (spatial[a] - 1) + extra[a] + (long)(kernel[a] - 1) * dilations[a] + 1;
            long size =
                wanted is not null ? wanted[a]
                : mode.StartsWith("SAME", StringComparison.Ordinal) ? (long)spatial[a] * strides[a]
                : full - (mode == "VALID" ? 0 : pads[a] + pads[a + rank]);
            if (size is < 1 or > Shape.MaxElements)
                throw FastAIException.BadInput($"its output would have an extent of {size}");
            long total = Math.Max(full - size, 0);
            bool derived = wanted is not null || mode.StartsWith("SAME", StringComparison.Ordinal);
            before[a] = (int)(
                derived
                    ? mode == "SAME_UPPER"
                        ? total / 2
                        : total - total / 2
                    : mode == "VALID"
                        ? 0
                        : pads[a]
            );
            output[a] = (int)size;
        }
        return (before, output);
    }

    // Output positions by remainder, with the taps (row-major kernel positions) that each remainder uses.
    private static List<(int[][] Taps, List<int[]> Positions)> Phases(
        int[] output,
        int[] kernel,
        int[] strides,
        int[] dilations,
        int[] before,
        FloatGraphBuilder graph
    )
    {
        var all = SlidingWindow.Windows(output, kernel, graph);
        var phases = new Dictionary<string, (List<int[]> Taps, List<int[]> Positions)>();
        var found = new List<int[]>();
        all.Visit(
            (at, position, tap) =>
            {
                if (at % all.Size == 0)
                    found.Clear();
                bool reads = true;
                for (int a = 0; a < tap.Length; a++)
                    reads &= (position[a] + before[a] - (long)tap[a] * dilations[a]) % strides[a] == 0;
                if (reads)
                    found.Add([.. tap]);
                if (at % all.Size != all.Size - 1)
                    return;
                string key = string.Join(",", position.Select((p, a) => (p + before[a]) % strides[a]));
                if (!phases.TryGetValue(key, out var phase))
                    phases.Add(key, phase = ([.. found], []));
                phase.Positions.Add([.. position]);
            }
        );
        return [.. phases.Values.Select(phase => (phase.Taps.ToArray(), phase.Positions))];
    }

    private static int Source((int[] Position, int[] Tap) at, int[] spatial, int[] strides, int[] dilations, int[] before)
    {
        int index = 0;
        for (int a = 0; a < spatial.Length; a++)
        {
            long i = (at.Position[a] + before[a] - (long)at.Tap[a] * dilations[a]) / strides[a];
            if (at.Position[a] + before[a] < (long)at.Tap[a] * dilations[a] || i >= spatial[a])
                return -1;
            index = index * spatial[a] + (int)i;
        }
        return index;
    }

    private static LinearBlock Block(
        OperatorCall call,
        Layout x,
        Layout y,
        Constant weights,
        Constant? bias,
        int group,
        int groups,
        int columns,
        int[][] taps,
        List<int[]> positions,
        Func<(int[], int[]), int> source
    )
    {
        int perGroup = x[1] / groups,
            size = x.Product(2, x.Rank),
            outSize = y.Product(2, y.Rank),
            kernelSize = weights.Layout.Product(2, weights.Layout.Rank);
        // A remainder that no tap reaches has the bias alone: one row that reads zero.
        int rows = Math.Max(1, perGroup * taps.Length),
            lead = x[0];
        call.Graph.Reserve((long)lead * positions.Count * (rows + columns));
        var inputs = new int[lead * positions.Count * rows];
        var outputs = new int[lead * positions.Count * columns];
        Array.Fill(inputs, -1);
        int[] outStrides = SlidingWindow.Inner([.. y.Extents[2..]]),
            kernelStrides = SlidingWindow.Inner([.. weights.Layout.Extents[2..]]);
        for (int n = 0; n < lead; n++)
        for (int p = 0; p < positions.Count; p++)
        {
            int at = n * positions.Count + p;
            for (int t = 0; t < taps.Length; t++)
            {
                int from = source((positions[p], taps[t]));
                if (from < 0)
                    continue;
                for (int c = 0; c < perGroup; c++)
                    inputs[at * rows + c * taps.Length + t] = (n * x[1] + group * perGroup + c) * size + from;
            }
            int to = 0;
            for (int a = 0; a < outStrides.Length; a++)
                to += positions[p][a] * outStrides[a];
            for (int m = 0; m < columns; m++)
                outputs[at * columns + m] = (n * y[1] + group * columns + m) * outSize + to;
        }
        var elements = new int[rows * columns];
        Array.Fill(elements, -1);
        for (int c = 0; c < perGroup; c++)
        for (int t = 0; t < taps.Length; t++)
        {
            int tap = 0;
            for (int a = 0; a < kernelStrides.Length; a++)
                tap += taps[t][a] * kernelStrides[a];
            for (int m = 0; m < columns; m++)
                elements[(c * taps.Length + t) * columns + m] = ((group * perGroup + c) * columns + m) * kernelSize + tap;
        }
        var numbers = weights.Numbers();
        int[] filters = [.. Enumerable.Range(group * columns, columns)];
        return new(
            rows,
            columns,
            [.. inputs],
            [.. outputs],
            [.. elements.Select(element => element < 0 ? 0 : numbers[element])],
            bias is null ? [.. new double[columns]] : [.. filters.Select(filter => bias.Numbers()[filter])],
            (weights as RealConstant)?.SourceAt(elements),
            (bias as RealConstant)?.SourceAt(filters)
        );
    }
}
