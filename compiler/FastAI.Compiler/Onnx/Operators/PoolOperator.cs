using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>MaxPool and AveragePool.</summary>
internal sealed class PoolOperator(string name, bool average)
    : Operator(
        name,
        [
            .. SlidingWindow.Attributes.Select(attribute => average && attribute.Name == "dilations" ? attribute.Since(19) : attribute),
            OperatorAttribute.Integer("ceil_mode", 0).Since(10),
            average ? OperatorAttribute.Integer("count_include_pad", 0) : OperatorAttribute.Integer("storage_order", 0),
        ]
    )
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        int[] spatial = SlidingWindow.Spatial(x.Layout);
        if (!call.Has("kernel_shape"))
            throw FastAIException.BadInput("its attribute 'kernel_shape' is missing");
        if (call.Wants(1))
            throw FastAIException.Unsupported($"its output '{call.OutputName(1)}' (positions of the maxima) is not supported; remove it");
        int[] kernel = SlidingWindow.Extents(call, "kernel_shape", spatial.Length);
        var window = SlidingWindow.Read(call, x.Layout, kernel, call.Opset >= 10 && call.Flag("ceil_mode"));
        var layout = x.Layout.WithExtents([x.Layout[0], x.Layout[1], .. window.Output]);
        call.Graph.Reserve((long)layout.Count * window.Size);
        call.Return(average ? Average(call, x, window, layout) : Maximum(call, x, window, layout));
    }

    private static VariableTensor Maximum(OperatorCall call, Tensor x, SlidingWindow window, Layout layout)
    {
        int size = x.Layout.Product(2, x.Layout.Rank),
            positions = window.Positions;
        var groups = new int[layout.Count * window.Size];
        for (int o = 0; o < layout.Count; o++)
        {
            var (plane, p) = Math.DivRem(o, positions);
            var taps = window.Taps.AsSpan(p * window.Size, window.Size);
            int real = taps.IndexOfAnyInRange(0, int.MaxValue);
            if (real < 0)
                throw FastAIException.BadInput("one of its windows lies in the padding alone");
            for (int k = 0; k < taps.Length; k++)
                groups[o * window.Size + k] = plane * size + (taps[k] < 0 ? taps[real] : taps[k]);
        }
        return call.Emit.Reduce(ReduceOperation.Maximum, x, layout, window.Size, groups);
    }

    // One block for each number of elements that a window averages.
    private static VariableTensor Average(OperatorCall call, Tensor x, SlidingWindow window, Layout layout)
    {
        bool withPadding = call.Flag("count_include_pad");
        int firstCounted = withPadding ? SlidingWindow.Padding : 0;
        int size = x.Layout.Product(2, x.Layout.Rank),
            positions = window.Positions,
            planes = layout.Product(0, 2);
        var byCount = new SortedDictionary<int, List<int>>();
        for (int p = 0; p < positions; p++)
        {
            int count = 0;
            foreach (int tap in window.Taps.AsSpan(p * window.Size, window.Size))
                if (tap >= firstCounted)
                    count++;
            if (count == 0)
                throw FastAIException.BadInput("one of its windows averages nothing");
            if (!byCount.TryGetValue(count, out var list))
                byCount.Add(count, list = []);
            list.Add(p);
        }
        var blocks = ImmutableArray.CreateBuilder<LinearBlock>();
        foreach (var (count, at) in byCount)
        {
            var inputs = new int[planes * at.Count * window.Size];
            var outputs = new int[planes * at.Count];
            int i = 0,
                o = 0;
            for (int plane = 0; plane < planes; plane++)
                foreach (int p in at)
                {
                    outputs[o++] = plane * positions + p;
                    foreach (int tap in window.Taps.AsSpan(p * window.Size, window.Size))
                        inputs[i++] = tap < 0 ? -1 : plane * size + tap;
                }
            blocks.Add(
                new LinearBlock(
                    window.Size,
                    1,
                    [.. inputs],
                    [.. outputs],
                    [.. Enumerable.Repeat(1.0 / count, window.Size)],
                    [0],
                    null,
                    null
                )
            );
        }
        return call.Emit.Linear(x, layout, blocks.ToImmutable());
    }
}
