using System.Collections.Immutable;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class GatherOperator() : Operator("Gather", OperatorAttribute.Integer("axis", 0))
{
    public override string Remarks => "constant indices";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        var indices = call.OptionalIntegers(1, "indices") ?? throw FastAIException.BadInput("its indices are missing");
        int axis = x.Layout.Axis(call.Integer("axis"));
        x.Layout.RequireNoBatch(axis, "selects");
        if (indices.Layout.HasBatch)
            throw FastAIException.Unsupported("its indices have a batch dimension");
        var known = indices.Known();
        var table = new int[known.Length];
        for (int i = 0; i < table.Length; i++)
        {
            long index = known[i] < 0 ? known[i] + x.Layout[axis] : known[i];
            if (index < 0 || index >= x.Layout[axis])
                throw FastAIException.BadInput($"its index {known[i]} is outside axis {axis} of {x.Layout}");
            table[i] = (int)index;
        }
        int[][] tables = IndexMaps.Identity(x.Layout);
        tables[axis] = table;
        int[] map = IndexMaps.Outer(tables, x.Layout.Strides());
        ImmutableArray<int> extents = [.. x.Layout.Extents[..axis], .. indices.Layout.Extents, .. x.Layout.Extents[(axis + 1)..]];
        int batchAxis = x.Layout.BatchAxis > axis ? x.Layout.BatchAxis - 1 + indices.Layout.Rank : x.Layout.BatchAxis;
        call.Return(call.Emit.Map(x, new Layout(extents, batchAxis, x.Layout.Outer), map));
    }
}
