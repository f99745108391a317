using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Trees;

/// <summary>From trees to one score for each target, before any transform.</summary>
internal static class TreeSums
{
    /// <summary>The layout of the scores: the rows of the operand, one column a target.</summary>
    public static Layout LayoutOf(Layout x, int targets)
    {
        if (x.Rank != 2)
            throw FastAIException.Unsupported($"its input is {x} instead of a matrix with a row for each event");
        if (!x.HasBatch && x[0] != 1)
            throw FastAIException.Unsupported($"its input {x} has several rows in one event; reshape the model to one row an event");
        x.RequireNoBatch(1, "tests elements");
        return x.WithExtent(1, targets);
    }

    /// <param name="call">The node; its first input is tested.</param>
    /// <param name="source">The trees.</param>
    /// <param name="aggregate">SUM, AVERAGE, MIN or MAX.</param>
    /// <param name="start">One number for each target, added at the end.</param>
    /// <param name="part">Name of the part.</param>
    public static VariableTensor Of(OperatorCall call, SourceForest source, string aggregate, double[] start, string part)
    {
        var x = call.Input(0);
        var layout = LayoutOf(x.Layout, start.Length);
        switch (aggregate)
        {
            case "SUM":
                return call.Emit.Trees(x, layout, ForestBuilder.Build(source, start, 1), part);
            case "AVERAGE":
                return call.Emit.Trees(x, layout, ForestBuilder.Build(source, start, 1.0 / Math.Max(1, source.Roots.Length)), part);
            case "MIN" or "MAX":
                return Extreme(call, source, aggregate == "MAX", start, layout, part);
            default:
                throw FastAIException.BadInput($"the aggregate function '{aggregate}' does not exist");
        }
    }

    // Each tree becomes a target of its own for every target that it gives to; the extreme is taken over them.
    private static VariableTensor Extreme(OperatorCall call, SourceForest source, bool greatest, double[] start, Layout layout, string part)
    {
        int targets = start.Length,
            trees = source.Roots.Length;
        call.Graph.Reserve((long)targets * trees);
        if ((long)targets * trees > Shape.MaxElements)
            throw FastAIException.Unsupported($"the extreme of {trees} trees of {targets} targets is not supported");
        var owner = new int[source.Leaves.Length];
        Array.Fill(owner, -1);
        for (int t = 0; t < trees; t++)
            Own(source, source.Roots[t], t, owner);
        var leaves = new (int, double)[owner.Length][];
        for (int i = 0; i < owner.Length; i++)
        {
            var given = source.Leaves[i];
            if (owner[i] >= 0 && given.Select(g => g.Target).Distinct().Count() != targets)
                throw FastAIException.Unsupported(
                    "a leaf gives nothing to a target: the least or greatest over trees is then over fewer of them; give every leaf a weight for every target"
                );
            leaves[i] = [.. given.Select(g => (g.Target * trees + Math.Max(0, owner[i]), g.Value))];
        }
        string inner = part.Length == 0 ? "trees" : part + "/trees";
        var columns = call.Emit.Trees(
            call.Input(0),
            layout.WithExtent(1, targets * trees),
            ForestBuilder.Build(source with { Leaves = leaves }, new double[targets * trees], 1),
            inner
        );
        bool moved = start.Any(b => b != 0);
        int[] groups = IndexMaps.Range(targets * trees);
        var best = call.Emit.Reduce(
            greatest ? ReduceOperation.Maximum : ReduceOperation.Minimum,
            columns,
            layout,
            trees,
            groups,
            moved ? inner + "/extreme" : part
        );
        return moved ? call.Emit.Affine(best, null, Constants.Vector([.. start]), part) : best;
    }

    private static void Own(SourceForest source, int root, int tree, int[] owner)
    {
        var open = new Stack<int>([root]);
        var seen = new HashSet<int>();
        while (open.TryPop(out int at))
        {
            if (!seen.Add(at))
                throw FastAIException.BadInput("two branches of its trees lead to one node, which then is no tree");
            if (at < 0)
            {
                if (owner[~at] >= 0)
                    throw FastAIException.BadInput("two trees lead to one leaf");
                owner[~at] = tree;
                continue;
            }
            open.Push(source.Nodes[at].WhenTrue);
            open.Push(source.Nodes[at].WhenFalse);
        }
    }
}
