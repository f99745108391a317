using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class SliceOperator()
    : Operator(
        "Slice",
        OperatorAttribute.Integers("starts").Until(9),
        OperatorAttribute.Integers("ends").Until(9),
        OperatorAttribute.Integers("axes").Until(9)
    )
{
    public override string Remarks => "constant starts, ends and steps";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var starts = Bounds(call, "starts", 1) ?? throw FastAIException.BadInput("its starts are missing");
        var ends = Bounds(call, "ends", 2) ?? throw FastAIException.BadInput("its ends are missing");
        int count = starts.Values.Length;
        long[] axes = Bounds(call, "axes", 3) is { } given
            ? [.. given.Known()]
            : [.. Enumerable.Range(0, count).Select(axis => (long)axis)];
        long[] steps =
            call.Opset >= 10 && call.OptionalIntegers(4, "steps") is { } known ? [.. known.Known()] : [.. Enumerable.Repeat(1L, count)];
        if (ends.Values.Length != count || axes.Length != count || steps.Length != count)
            throw FastAIException.BadInput("its starts, ends, axes and steps differ in length");
        Axes.Chosen(x.Layout, axes);
        int[][] tables = IndexMaps.Identity(x.Layout);
        for (int i = 0; i < count; i++)
        {
            int axis = x.Layout.Axis(axes[i]);
            if (axis == x.Layout.BatchAxis)
            {
                if (!TakesAll(starts, ends, steps, i, x.Layout[axis]))
                    x.Layout.RequireNoBatch(axis, "slices");
                continue;
            }
            if (starts.BatchTerm(i) != 0 || ends.BatchTerm(i) != 0)
                starts.Known();
            tables[axis] = Positions(starts.Values[i], ends.Values[i], steps[i], x.Layout[axis]);
        }
        var layout = x.Layout.WithExtents([.. tables.Select(table => table.Length)]);
        call.Return(call.Emit.Map(x, layout, IndexMaps.Outer(tables, x.Layout.Strides())));
    }

    private static IntegerConstant? Bounds(OperatorCall call, string name, int input)
    {
        if (call.Opset >= 10)
            return call.OptionalIntegers(input, name);
        return call.Integers(name) is { } values ? IntegerConstant.Vector(values) : null;
    }

    private static bool TakesAll(IntegerConstant starts, IntegerConstant ends, long[] steps, int i, int multiple) =>
        steps[i] == 1
        && starts.Values[i] == 0
        && starts.BatchTerm(i) == 0
        && (ends.BatchTerm(i) == 0 ? ends.Values[i] >= int.MaxValue : ends.BatchTerm(i) >= multiple && ends.Values[i] >= 0);

    private static int[] Positions(long start, long end, long step, int extent)
    {
        if (step == 0)
            throw FastAIException.BadInput("its step is 0");
        long from = Math.Clamp(start < 0 ? start + extent : start, step > 0 ? 0 : -1, step > 0 ? extent : extent - 1);
        long to = Math.Clamp(end < 0 ? end + extent : end, step > 0 ? 0 : -1, step > 0 ? extent : extent - 1);
        var positions = new List<int>();
        // A step beyond the extent takes one element; limiting it keeps the sum in range.
        step = Math.Clamp(step, -extent - 1L, extent + 1L);
        for (long at = from; step > 0 ? at < to : at > to; at += step)
            positions.Add((int)at);
        return [.. positions];
    }
}
