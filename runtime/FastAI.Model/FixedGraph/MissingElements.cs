using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>Which elements of which tensors can be missing: those of inputs that say so, wherever they are moved.</summary>
public static class MissingElements
{
    /// <returns>For each node what stands for a missing value of each element; null where none can be missing.</returns>
    public static PerElement<MissingValue>?[] Of(FixedGraph graph)
    {
        var result = new PerElement<MissingValue>?[graph.Nodes.Length];
        for (int n = 0; n < result.Length; n++)
            result[n] = graph.Nodes[n] switch
            {
                InputNode input => input.Missing,
                GatherNode gather => Of(gather, graph, result),
                _ => null,
            };
        return result;
    }

    private static PerElement<MissingValue>? Of(GatherNode gather, FixedGraph graph, PerElement<MissingValue>?[] known)
    {
        if (!gather.Inputs.Any(input => known[input] is not null))
            return null;
        MissingValue[] all =
        [
            .. gather.Inputs.SelectMany(input =>
                Enumerable.Range(0, graph.Nodes[input].Type.Count).Select(i => known[input]?[i] ?? MissingValue.None)
            ),
        ];
        return PerElement<MissingValue>.Create(gather.Map.Length, i => all[gather.Map[i]]);
    }
}
