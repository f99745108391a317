using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>1 for the first greatest element, 0 for the others. Before operator set 13 the axes from the given one on are taken
/// together.</summary>
internal sealed class HardmaxOperator()
    : Operator("Hardmax", OperatorAttribute.Integer("axis", 1).Until(12), OperatorAttribute.Integer("axis", -1).Since(13))
{
    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        int axis = x.Layout.Axis(call.Integer("axis"));
        bool[] chosen = [.. Enumerable.Range(0, x.Layout.Rank).Select(a => call.Opset < 13 ? a >= axis : a == axis)];
        Axes.RequireNoBatch(x.Layout, chosen, "searches");
        var (size, groups) = Axes.GroupsOf(x.Layout, chosen);
        var first = call.Emit.Reduce(ReduceOperation.ArgMaxFirst, x, Axes.Reduced(x.Layout, chosen, keep: true), size, groups, "first");
        // the place of each element within its group
        var places = new long[x.Layout.Count];
        for (int i = 0; i < groups.Length; i++)
            places[groups[i]] = i % size;
        var place = new IntegerConstant(new Layout(x.Layout.Extents), ElementKind.Integer, [.. places]);
        call.Return(call.Emit.Binary(BinaryOperation.Equal, first, place) with { Kind = ElementKind.Real });
    }
}
