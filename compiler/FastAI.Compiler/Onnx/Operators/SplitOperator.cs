using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class SplitOperator()
    : Operator(
        "Split",
        OperatorAttribute.Integer("axis", 0),
        OperatorAttribute.Integers("split").Until(12),
        OperatorAttribute.Integer("num_outputs").Since(18)
    )
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        int axis = x.Layout.Axis(call.Integer("axis"));
        x.Layout.RequireNoBatch(axis, "splits");
        int extent = x.Layout[axis];
        long[] lengths = call.IntegersFrom("split", 1) ?? Equal(extent, call);
        if (lengths.Length != call.OutputCount || lengths.Any(length => length < 0 || length > extent) || lengths.Sum() != extent)
            throw FastAIException.BadInput(
                $"it splits an extent of {extent} into [{string.Join(", ", lengths)}] for {call.OutputCount} outputs"
            );
        int start = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            int[][] tables = IndexMaps.Identity(x.Layout);
            tables[axis] = [.. Enumerable.Range(start, (int)lengths[i])];
            start += (int)lengths[i];
            if (call.Wants(i))
                call.Return(
                    call.Emit.For(call.OutputName(i))
                        .Map(x, x.Layout.WithExtent(axis, (int)lengths[i]), IndexMaps.Outer(tables, x.Layout.Strides())),
                    i
                );
        }
    }

    private static long[] Equal(int extent, OperatorCall call)
    {
        int parts = call.OutputCount;
        if (call.Opset >= 18 && call.Integer("num_outputs") != parts)
            throw FastAIException.BadInput($"it declares {call.Integer("num_outputs")} outputs and lists {parts}");
        if (call.Opset < 18 && extent % parts != 0)
            throw FastAIException.BadInput($"it splits an extent of {extent} into {parts} equal parts");
        long size = (extent + parts - 1) / parts;
        return [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(extent - i * size, 0, size))];
    }
}
