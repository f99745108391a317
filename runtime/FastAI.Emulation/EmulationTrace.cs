using FastAI.Model.FixedGraph;

namespace FastAI.Emulation;

/// <summary>Every tensor of the model for a batch of events.</summary>
public sealed class EmulationTrace
{
    private readonly FixedGraph graph;
    private readonly long[][] mantissas;
    private readonly Dictionary<string, int> index;

    internal EmulationTrace(FixedGraph graph, int events, long[][] mantissas)
    {
        (this.graph, Events, this.mantissas) = (graph, events, mantissas);
        index = graph.Nodes.Select((n, i) => (n.Name, i)).ToDictionary(n => n.Name, n => n.i, StringComparer.Ordinal);
    }

    public int Events { get; }

    /// <summary>Mantissas of a node's tensor, batch-first; indexed as the graph's nodes.</summary>
    public ReadOnlySpan<long> this[int node] => mantissas[node];

    /// <summary>Mantissas of a tensor by name, batch-first.</summary>
    /// <exception cref="KeyNotFoundException">No tensor of the graph has that name.</exception>
    public ReadOnlySpan<long> this[string tensor] => mantissas[index[tensor]];

    /// <summary>Type of a node's tensor.</summary>
    public TensorType TypeOf(int node) => graph.Nodes[node].Type;
}
