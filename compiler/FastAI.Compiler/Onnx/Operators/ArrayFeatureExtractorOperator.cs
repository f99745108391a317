using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Columns by constant positions, or from a constant list (of class labels) the entries at positions that depend on the event.
/// </summary>
internal sealed class ArrayFeatureExtractorOperator() : Operator("ArrayFeatureExtractor")
{
    /// <summary>Entries of a list that is looked up by position.</summary>
    private const int MaxEntries = 4096;

    public override string Domain => "ai.onnx.ml";

    public override string Remarks => "constant positions, or a constant list of one row";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        if (x.Layout.Rank == 0)
            throw FastAIException.BadInput("its input is a scalar");
        if (x is Constant list && call.Input(1) is VariableTensor position)
        {
            call.Return(Entries(call, list, position));
            return;
        }
        var indices = call.OptionalIntegers(1, "positions") ?? throw FastAIException.BadInput("its positions are missing");
        int axis = x.Layout.Rank - 1;
        x.Layout.RequireNoBatch(axis, "selects");
        var known = indices.Known();
        foreach (long index in known)
            if (index < 0 || index >= x.Layout[axis])
                throw FastAIException.BadInput($"its position {index} is outside axis {axis} of {x.Layout}");
        int[][] tables = IndexMaps.Identity(x.Layout);
        tables[axis] = [.. known.Select(index => (int)index)];
        var result = x.Layout.WithExtent(axis, known.Length);
        call.Return(call.Emit.Map(x, x.Layout.Rank == 1 ? result.Inserted(0) : result, IndexMaps.Outer(tables, x.Layout.Strides())));
    }

    // The result has one row, with an entry for each position.
    private static VariableTensor Entries(OperatorCall call, Constant list, VariableTensor position)
    {
        int count = list.Layout[^1];
        if (list.Layout.Count != count)
            throw FastAIException.Unsupported($"its list {list.Layout} has several rows");
        if (count > MaxEntries)
            throw FastAIException.Unsupported($"its list has {count} entries; at most {MaxEntries} are supported");
        if (position.Layout.Count != 1)
            throw FastAIException.Unsupported($"its positions are {position.Layout}; one position an event is supported");
        var emit = call.Emit;
        var layout = new Layout([1, 1], position.Layout.HasBatch ? 1 : -1);
        var values = list.Numbers();
        var at = position with { Layout = layout };
        if (values.Select((value, i) => value.Equals(i)).All(same => same))
            return at with { Kind = list.Kind };
        var numbers = new IntegerConstant(new Layout([count]), ElementKind.Integer, [.. Enumerable.Range(0, count).Select(i => (long)i)]);
        var chosen = emit.Binary(BinaryOperation.Equal, position with { Layout = new Layout([1]) }, numbers, "chosen");
        var block = new LinearBlock(count, 1, [.. IndexMaps.Range(count)], [0], [.. values], [0], null, null);
        return emit.Linear(chosen with { Kind = list.Kind }, layout, [block]);
    }
}
