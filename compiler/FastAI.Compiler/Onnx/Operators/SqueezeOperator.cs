namespace FastAI.Compiler.Onnx.Operators;

internal sealed class SqueezeOperator() : Operator("Squeeze", OperatorAttribute.Integers("axes").Until(12))
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var layout = x.Layout;
        bool[] chosen;
        if (call.IntegersFrom("axes", 1) is { } axes)
        {
            chosen = Axes.Chosen(layout, axes);
            Axes.RequireNoBatch(layout, chosen, "removes a dimension");
        }
        else
        {
            // Without axes every extent of 1 goes; that of the batch is N.
            chosen = [.. layout.Extents.Select((extent, axis) => extent == 1 && axis != layout.BatchAxis)];
        }
        for (int axis = layout.Rank - 1; axis >= 0; axis--)
        {
            if (!chosen[axis])
                continue;
            if (layout[axis] != 1)
                throw Model.FastAIException.BadInput($"axis {axis} of {x.Layout} is not 1");
            layout = layout.Removed(axis);
        }
        call.Return(call.Emit.Reshape(x, layout));
    }
}
