using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class ConvOperator() : Operator("Conv", [.. SlidingWindow.Attributes, OperatorAttribute.Integer("group", 1)])
{
    public override string Remarks => "constant weights; any number of spatial dimensions";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var weights = call.Constant(1, "weights");
        var bias = call.OptionalConstant(2, "bias");
        int[] spatial = SlidingWindow.Spatial(x.Layout);
        if (weights.Layout.Rank != x.Layout.Rank || weights.Layout.Count == 0)
            throw FastAIException.BadInput($"its weights {weights.Layout} do not fit {x.Layout}");
        long groups = call.Integer("group");
        int channels = x.Layout[1],
            filters = weights.Layout[0];
        if (groups < 1 || groups > channels || channels % groups != 0 || filters % groups != 0 || weights.Layout[1] != channels / groups)
            throw FastAIException.BadInput($"its weights {weights.Layout} in {groups} groups do not fit {x.Layout}");
        if (bias is not null && bias.Layout.Count != filters)
            throw FastAIException.BadInput($"its bias {bias.Layout} does not fit {filters} filters");
        int[] kernel = [.. weights.Layout.Extents[2..]];
        if (call.Has("kernel_shape") && !SlidingWindow.Extents(call, "kernel_shape", kernel.Length).AsSpan().SequenceEqual(kernel))
            throw FastAIException.BadInput($"its attribute 'kernel_shape' contradicts its weights {weights.Layout}");
        var window = SlidingWindow.Read(call, x.Layout, kernel, roundUp: false);
        var layout = x.Layout.WithExtents([x.Layout[0], filters, .. window.Output]);
        int perGroup = channels / (int)groups,
            columns = filters / (int)groups,
            rows = perGroup * window.Size,
            size = x.Layout.Product(2, x.Layout.Rank);
        int lead = x.Layout[0],
            positions = window.Positions;
        call.Graph.Reserve((long)lead * groups * positions * (rows + columns));
        var blocks = ImmutableArray.CreateBuilder<LinearBlock>((int)groups);
        for (int g = 0; g < groups; g++)
        {
            var inputs = new int[lead * positions * rows];
            var outputs = new int[lead * positions * columns];
            int i = 0,
                o = 0;
            for (int n = 0; n < lead; n++)
            for (int p = 0; p < positions; p++)
            {
                for (int c = 0; c < perGroup; c++)
                for (int k = 0; k < window.Size; k++)
                {
                    int tap = window.Taps[p * window.Size + k];
                    inputs[i++] = tap < 0 ? -1 : (n * channels + g * perGroup + c) * size + tap;
                }
                for (int m = 0; m < columns; m++)
                    outputs[o++] = (n * filters + g * columns + m) * positions + p;
            }
            blocks.Add(Block(rows, columns, inputs, outputs, weights, bias, g * columns));
        }
        call.Return(call.Emit.Linear(x, layout, blocks.MoveToImmutable()));
    }

    private static LinearBlock Block(int rows, int columns, int[] inputs, int[] outputs, Constant weights, Constant? bias, int firstFilter)
    {
        var elements = new int[rows * columns];
        for (int k = 0; k < rows; k++)
        for (int m = 0; m < columns; m++)
            elements[k * columns + m] = (firstFilter + m) * rows + k;
        var numbers = weights.Numbers();
        int[] filters = [.. Enumerable.Range(firstFilter, columns)];
        return new(
            rows,
            columns,
            [.. inputs],
            [.. outputs],
            [.. elements.Select(element => numbers[element])],
            bias is null ? [.. new double[columns]] : [.. filters.Select(filter => bias.Numbers()[filter])],
            (weights as RealConstant)?.SourceAt(elements),
            (bias as RealConstant)?.SourceAt(filters)
        );
    }
}
