using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Operators;

/// <summary>
/// Sorts each row by counting: the rank of an element is the number of those that come before it, one comparison a pair; the result at
/// place
/// k is the element of rank k, found by a tree of choices. The depth grows with the logarithm of the row's length.
/// </summary>
internal static class RankSelection
{
    /// <summary>The first <paramref name="count"/> elements of each row (last axis) in descending or ascending order, and their
    /// places.</summary>
    public static (Tensor Values, Tensor Places) Select(OperatorCall call, Tensor x, int count, bool descending)
    {
        var emit = call.Emit;
        int size = x.Layout[^1],
            last = x.Layout.Rank - 1,
            rows = x.Layout.Count / size;
        call.Graph.Reserve((long)x.Layout.Count * (size + 2L * count));
        // places along a new axis before the row's
        var spread = x.Layout.Inserted(last).WithExtent(last, count);
        var ranks = size == 1 ? null : Ranks(call, x, descending);
        var place = new Layout([count, 1]);
        Tensor found = ranks is null
            ? new IntegerConstant(spread, ElementKind.Boolean, [.. Enumerable.Repeat(1L, spread.Count)])
            : emit.Binary(
                BinaryOperation.Equal,
                emit.Reshape(ranks, ranks.Layout.Inserted(last), "rank/all"),
                new IntegerConstant(place, ElementKind.Integer, [.. Enumerable.Range(0, count).Select(k => (long)k)]),
                "found"
            );
        Tensor values = emit.Expand(emit.Reshape(x, x.Layout.Inserted(last), "elements"), spread, "candidates"),
            places = new IntegerConstant(new Layout([1, size]), ElementKind.Integer, [.. Enumerable.Range(0, size).Select(i => (long)i)]);
        places = emit.Map(places, new Layout(spread.Extents), IndexMaps.Broadcast(places.Layout, new Layout(spread.Extents)));
        for (int level = 0, left = size; left > 1; level++, left = (left + 1) / 2)
        {
            string part = $"level{level}";
            // pairs of neighbours; a last one without neighbour is chosen from itself
            Tensor Side(Tensor tensor, int side, string what)
            {
                int[][] tables = IndexMaps.Identity(tensor.Layout);
                tables[^1] = [.. Enumerable.Range(0, (left + 1) / 2).Select(i => Math.Min(2 * i + side, left - 1))];
                var layout = tensor.Layout.WithExtent(tensor.Layout.Rank - 1, tables[^1].Length);
                return emit.Map(tensor, layout, IndexMaps.Outer(tables, tensor.Layout.Strides()), $"{part}/{what}");
            }
            var first = Side(found, 0, "first");
            values = emit.Select(first, Side(values, 0, "value0"), Side(values, 1, "value1"), $"{part}/value");
            places = emit.Select(first, Side(places, 0, "place0"), Side(places, 1, "place1"), $"{part}/place");
            found = emit.Binary(BinaryOperation.Maximum, first, Side(found, 1, "second"), $"{part}/found");
        }
        var result = x.Layout.WithExtent(last, count);
        return (
            emit.Reshape(values, result, "selected"),
            emit.Reshape(places is Constant ? emit.Expand(places, spread, "alone") : places, result, "where")
        );
    }

    // rank i = sum over j > i of [j before i] + sum over j < i of (1 - [i before j]); an earlier one of equal elements comes before.
    private static VariableTensor Ranks(OperatorCall call, Tensor x, bool descending)
    {
        int size = x.Layout[^1],
            last = x.Layout.Rank - 1,
            rows = x.Layout.Count / size;
        (int First, int Second)[] pairs =
        [
            .. Enumerable.Range(0, size).SelectMany(i => Enumerable.Range(i + 1, size - i - 1).Select(j => (i, j))),
        ];
        Tensor Side(Func<(int First, int Second), int> of, string side)
        {
            int[][] tables = IndexMaps.Identity(x.Layout);
            tables[last] = [.. pairs.Select(of)];
            return call.Emit.Map(x, x.Layout.WithExtent(last, pairs.Length), IndexMaps.Outer(tables, x.Layout.Strides()), side);
        }
        Tensor first = Side(p => p.First, "first"),
            second = Side(p => p.Second, "second");
        var swapped = descending
            ? call.Emit.Binary(BinaryOperation.Less, first, second, "swapped")
            : call.Emit.Binary(BinaryOperation.Less, second, first, "swapped");
        // one block an element, so that its sum has no terms of weight zero
        var blocks = new LinearBlock[size];
        for (int i = 0; i < size; i++)
        {
            var terms = Enumerable.Range(0, pairs.Length).Where(p => pairs[p].First == i || pairs[p].Second == i).ToArray();
            blocks[i] = new LinearBlock(
                terms.Length,
                1,
                [.. Enumerable.Range(0, rows).SelectMany(row => terms.Select(p => row * pairs.Length + p))],
                [.. Enumerable.Range(0, rows).Select(row => row * size + i)],
                [.. terms.Select(p => pairs[p].First == i ? 1.0 : -1.0)],
                [i],
                null,
                null
            );
        }
        return call.Emit.Linear(swapped, x.Layout, [.. blocks], "rank") with { Kind = ElementKind.Integer };
    }
}
