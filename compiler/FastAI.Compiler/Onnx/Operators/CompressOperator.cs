using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>The slices along an axis for which a constant condition is true; without an axis the elements.</summary>
internal sealed class CompressOperator() : Operator("Compress", OperatorAttribute.Integer("axis"))
{
    public override string Remarks => "constant condition";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var condition = call.OptionalIntegers(1, "condition") ?? throw FastAIException.BadInput("its condition is missing");
        if (!call.Has("axis"))
        {
            if (x.Layout.HasBatch)
                throw FastAIException.Unsupported("without an axis it takes elements of all events; state the axis");
            x = call.Emit.Reshape(x, new Layout([x.Layout.Count]), "flat");
        }
        int axis = call.Has("axis") ? x.Layout.Axis(call.Integer("axis")) : 0;
        x.Layout.RequireNoBatch(axis, "selects");
        var known = condition.Known();
        if (condition.Layout.Rank != 1 || known.Length > x.Layout[axis])
            throw FastAIException.BadInput($"its condition {condition.Layout} does not fit axis {axis} of {x.Layout}");
        int[][] tables = IndexMaps.Identity(x.Layout);
        tables[axis] = [.. Enumerable.Range(0, known.Length).Where(i => known[i] != 0)];
        var layout = x.Layout.WithExtent(axis, tables[axis].Length);
        call.Return(call.Emit.Map(x, layout, IndexMaps.Outer(tables, x.Layout.Strides())));
    }
}
