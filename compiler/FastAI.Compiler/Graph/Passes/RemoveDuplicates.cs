using System.Collections.Immutable;

namespace FastAI.Compiler.Graph.Passes;

/// <summary>A node that computes what an earlier one computes gives way to it.</summary>
internal sealed class RemoveDuplicates : GraphPass
{
    private readonly Dictionary<int, List<int>> byHash = [];
    private GraphEditor? current;

    protected override void Visit(GraphEditor editor, int index)
    {
        if (current != editor)
        {
            byHash.Clear();
            current = editor;
        }
        var node = editor[index];
        if (node is GraphInput || editor.IsKept(index))
            return;
        if (!byHash.TryGetValue(Hash(node), out var same))
            byHash.Add(Hash(node), same = []);
        foreach (int earlier in same)
        {
            if (!Same(editor[earlier], node))
                continue;
            editor.Redirect(index, earlier);
            return;
        }
        same.Add(index);
    }

    private static int Hash(GraphNode node)
    {
        var hash = new HashCode();
        hash.Add(node.GetType());
        hash.Add(node.Shape);
        foreach (int operand in node.Operands)
            hash.Add(operand);
        return hash.ToHashCode();
    }

    private static bool Same(GraphNode a, GraphNode b) =>
        a.Shape.Equals(b.Shape)
        && Equal(a.Operands, b.Operands)
        && (a, b) switch
        {
            (GraphBinary x, GraphBinary y) => x.Operation == y.Operation,
            (GraphFunction x, GraphFunction y) => x.Kind == y.Kind && x.A.Equals(y.A) && x.B.Equals(y.B),
            (GraphPiecewise x, GraphPiecewise y) => x.Kind == y.Kind
                && x.Low.Equals(y.Low)
                && x.High.Equals(y.High)
                && Equals(x.Slope, y.Slope),
            (GraphReduce x, GraphReduce y) => x.Operation == y.Operation && x.GroupSize == y.GroupSize && Equal(x.Groups, y.Groups),
            (GraphGather x, GraphGather y) => Equal(x.Map, y.Map),
            (GraphTreeEnsemble x, GraphTreeEnsemble y) => x.Structure.Equals(y.Structure)
                && Equal(x.Thresholds, y.Thresholds)
                && Equal(x.Strict, y.Strict)
                && Equal(x.MissingPasses, y.MissingPasses)
                && Equal(x.Values, y.Values)
                && Equal(x.Base, y.Base),
            (GraphImpute x, GraphImpute y) => Equal(x.Values, y.Values),
            (GraphIsMissing, GraphIsMissing) => true,
            (GraphSelect, GraphSelect) => true,
            (GraphConstant x, GraphConstant y) => Equal(x.Values, y.Values),
            (GraphLinear x, GraphLinear y) => x.Blocks.Length == y.Blocks.Length
                && x.Blocks.Zip(y.Blocks).All(pair => Same(pair.First, pair.Second)),
            _ => false,
        };

    // Weights of different initializers may get different formats, so equal numbers do not suffice.
    private static bool Same(LinearBlock a, LinearBlock b) =>
        a.Rows == b.Rows
        && a.Columns == b.Columns
        && a.WeightSource?.Name == b.WeightSource?.Name
        && a.BiasSource?.Name == b.BiasSource?.Name
        && Equal(a.InputMap, b.InputMap)
        && Equal(a.OutputMap, b.OutputMap)
        && Equal(a.Weights, b.Weights)
        && Equal(a.Bias, b.Bias);

    private static bool Equal<T>(ImmutableArray<T> a, ImmutableArray<T> b)
        where T : IEquatable<T> => a.AsSpan().SequenceEqual(b.AsSpan());
}
