using FastAI.Model;

namespace FastAI.Compiler.Onnx.Operators;

internal sealed class ConcatOperator() : Operator("Concat", OperatorAttribute.Integer("axis"))
{
    public override void Import(OperatorCall call)
    {
        var sources = Enumerable.Range(0, call.InputCount).Select(call.Input).ToArray();
        if (sources.Length == 0)
            throw FastAIException.BadInput("it has no inputs");
        var first = sources.FirstOrDefault(source => source.Layout.HasBatch, sources[0]).Layout;
        int axis = first.Axis(call.Integer("axis"));
        // The same tensor may be listed many times: the sum is bounded before anything is made of it.
        call.Graph.Reserve(sources.Sum(source => (long)source.Layout.Count));
        int total = 0;
        var tables = new List<(int[] Map, int Length)>();
        int start = 0;
        foreach (var source in sources)
        {
            var layout = source.Layout;
            layout.RequireNoBatch(axis, "concatenates");
            bool fits = layout.Rank == first.Rank;
            for (int a = 0; fits && a < layout.Rank; a++)
                fits =
                    a == axis
                    || layout[a] == first[a]
                        && (a != first.BatchAxis || layout.BatchAxis < 0 || layout.BatchAxis == a && layout.Outer == first.Outer);
            if (!fits)
                throw FastAIException.BadInput($"{layout} and {first} cannot be concatenated along axis {axis}");
            tables.Add((Enumerable.Range(start, layout.Count).ToArray(), layout.Product(axis, layout.Rank)));
            start = start + layout.Count;
            total = checked(total + layout[axis]);
        }
        var result = first.WithExtent(axis, total);
        var map = new int[result.Count];
        int outer = first.Product(0, axis),
            at = 0;
        for (int o = 0; o < outer; o++)
            foreach (var (elements, length) in tables)
            {
                elements.AsSpan(o * length, length).CopyTo(map.AsSpan(at));
                at += length;
            }
        call.Return(call.Emit.Map(sources, result, map));
    }
}
