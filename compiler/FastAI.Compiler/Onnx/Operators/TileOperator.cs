using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class TileOperator() : Operator("Tile")
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var repeats = (call.OptionalIntegers(1, "repeats") ?? throw FastAIException.BadInput("its repeats are missing")).Known();
        if (repeats.Length != x.Layout.Rank)
            throw FastAIException.BadInput($"it has {repeats.Length} repeats for {x.Layout}");
        int[][] tables = IndexMaps.Identity(x.Layout);
        for (int axis = 0; axis < tables.Length; axis++)
        {
            if (repeats[axis] == 1)
                continue;
            x.Layout.RequireNoBatch(axis, "repeats");
            if (repeats[axis] < 0 || repeats[axis] * x.Layout[axis] > Shape.MaxElements || repeats[axis] > Shape.MaxElements)
                throw FastAIException.BadInput($"it repeats axis {axis} {repeats[axis]} times");
            int[] once = tables[axis];
            tables[axis] = [.. Enumerable.Range(0, (int)repeats[axis] * once.Length).Select(i => once[i % once.Length])];
        }
        call.Return(
            call.Emit.Map(x, x.Layout.WithExtents([.. tables.Select(table => table.Length)]), IndexMaps.Outer(tables, x.Layout.Strides()))
        );
    }
}
