using FastAI.Compiler.Onnx.Values;
using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// The k greatest or least elements along an axis in order, and where they stood; of equal ones the first comes first, as ONNX says. Values
/// alone come from a sorting network, whose error is never more than that of an element; with positions, every pair is compared once
/// and an element's rank is the number of those before it. What is asked for unsorted comes sorted.
/// </summary>
internal sealed class TopKOperator()
    : Operator(
        "TopK",
        OperatorAttribute.Integer("axis", -1),
        OperatorAttribute.Integer("k").Until(9),
        OperatorAttribute.Integer("largest", 1).Since(11),
        OperatorAttribute.Integer("sorted", 1).Since(11)
    )
{
    public override string Remarks => "constant k; unsorted results come sorted";

    public override void Import(OperatorCall call)
    {
        var x = call.Input(0);
        int axis = x.Layout.Axis(call.Integer("axis")),
            size = x.Layout[axis];
        x.Layout.RequireNoBatch(axis, "selects");
        long k = call.Opset < 10 ? call.Integer("k") : Count(call);
        if (k < 1 || k > size)
            throw FastAIException.BadInput($"its k is {k}, but axis {axis} of {x.Layout} has {size} elements");
        bool largest = call.Opset < 11 || call.Flag("largest");
        int[] toLast = [.. Enumerable.Range(0, x.Layout.Rank).Where(a => a != axis), axis];
        var rows = Transposed(call, x, toLast, "rows");
        var back = toLast.Select((a, i) => (a, i)).OrderBy(p => p.a).Select(p => p.i).ToArray();
        if (!call.Wants(1))
        {
            var values = SortingNetwork.Sorted(call, rows, largest);
            int[][] tables = IndexMaps.Identity(values.Layout);
            tables[^1] = IndexMaps.Range((int)k);
            var kept = call.Emit.Map(
                values,
                values.Layout.WithExtent(values.Layout.Rank - 1, (int)k),
                IndexMaps.Outer(tables, values.Layout.Strides()),
                "first"
            );
            call.Return(Transposed(call, kept, back, "") with { Kind = x.Kind });
            return;
        }
        var (selected, positions) = RankSelection.Select(call, rows, (int)k, largest);
        call.Return(Transposed(call, selected, back, call.Wants(0) ? "" : "values") with { Kind = x.Kind });
        call.Return(Transposed(call, positions, back, "positions") with { Kind = ElementKind.Integer }, 1);
    }

    private static long Count(OperatorCall call)
    {
        var k = call.OptionalIntegers(1, "k") ?? throw FastAIException.BadInput("its k is missing");
        return k.Layout.Count == 1 ? k.Known()[0] : throw FastAIException.BadInput("its k is not one number");
    }

    private static Tensor Transposed(OperatorCall call, Tensor x, int[] order, string part)
    {
        int[] strides = x.Layout.Strides();
        int[] map = IndexMaps.Outer([.. order.Select(axis => IndexMaps.Range(x.Layout[axis]))], [.. order.Select(axis => strides[axis])]);
        return call.Emit.Map(x, x.Layout.Transposed(order), map, part);
    }
}
