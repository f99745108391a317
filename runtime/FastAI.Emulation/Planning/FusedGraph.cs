using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// What a plan computes: the nodes that outputs need, each affine map with the ReLU and Quantize behind it as one chain, and index maps and
/// scales as addresses, which cost nothing.
/// </summary>
internal sealed class FusedGraph
{
    private readonly bool[] needed;
    private readonly bool[] absorbed;
    private readonly (int Node, int Element)[]?[] aliases;
    private readonly int[] onlyConsumer;

    /// <param name="graph">A verified graph.</param>
    /// <param name="keepAll">Every node is needed, and nothing is fused.</param>
    public FusedGraph(FixedGraph graph, bool keepAll)
    {
        Graph = graph;
        int count = graph.Nodes.Length;
        (needed, absorbed, aliases, onlyConsumer, Chains) = (
            new bool[count],
            new bool[count],
            new (int, int)[]?[count],
            new int[count],
            new FusedAffine?[count]
        );
        FindNeeded(keepAll);
        Fuse(keepAll);
    }

    public FixedGraph Graph { get; }

    /// <summary>For each node the chain that it ends, if any.</summary>
    public FusedAffine?[] Chains { get; }

    public bool IsNeeded(int node) => needed[node];

    /// <summary>The one node that reads a node, or -1 where several do, none does, or it is an output.</summary>
    public int OnlyConsumer(int node) => onlyConsumer[node];

    /// <summary>Whether a node has a tensor of its own: it is needed, within no chain, and not an index map or scale.</summary>
    public bool IsKept(int node) =>
        needed[node] && !absorbed[node] && (Chains[node] is not null || Graph.Nodes[node] is not (GatherNode or ScaleNode));

    /// <summary>The kept node's element that a node's element is, through index maps.</summary>
    public (int Node, int Element) Resolve(int node, int element)
    {
        if (IsKept(node))
            return (node, element);
        return (
            aliases[node] ??= Graph.Nodes[node] switch
            {
                ScaleNode scale => [.. Enumerable.Range(0, scale.Type.Count).Select(i => Resolve(scale.Input, i))],
                GatherNode gather => Gathered(gather),
                var other => throw new InvalidOperationException($"'{other.Name}' was absorbed but is read"),
            }
        )[element];
    }

    /// <summary>All elements of a node, resolved.</summary>
    public (int Node, int Element)[] Resolve(int node) =>
        [.. Enumerable.Range(0, Graph.Nodes[node].Type.Count).Select(i => Resolve(node, i))];

    private (int Node, int Element)[] Gathered(GatherNode gather)
    {
        int[] starts = new int[gather.Inputs.Length];
        for (int i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + Graph.Nodes[gather.Inputs[i - 1]].Type.Count;
        return
        [
            .. gather.Map.Select(index =>
            {
                int operand = Array.BinarySearch(starts, index);
                if (operand < 0)
                    operand = ~operand - 1;
                return Resolve(gather.Inputs[operand], index - starts[operand]);
            }),
        ];
    }

    private void FindNeeded(bool keepAll)
    {
        foreach (int input in Graph.Inputs)
            needed[input] = true;
        foreach (var output in Graph.Outputs)
            needed[output.Node] = true;
        for (int i = Graph.Nodes.Length - 1; i >= 0; i--)
        {
            needed[i] |= keepAll;
            if (needed[i])
                foreach (int operand in Graph.Nodes[i].Operands)
                    needed[operand] = true;
        }
    }

    private void Fuse(bool keepAll)
    {
        var consumers = new ImmutableArray<int>.Builder[Graph.Nodes.Length];
        for (int i = 0; i < consumers.Length; i++)
            consumers[i] = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < Graph.Nodes.Length; i++)
            if (needed[i])
                foreach (int operand in Graph.Nodes[i].Operands)
                    consumers[operand].Add(i);
        var isOutput = new bool[Graph.Nodes.Length];
        foreach (var output in Graph.Outputs)
            isOutput[output.Node] = true;
        for (int i = 0; i < consumers.Length; i++)
            onlyConsumer[i] = !isOutput[i] && consumers[i].Count == 1 ? consumers[i][0] : -1;
        var fusion = new Fusion(Graph, [.. consumers.Select(c => c.ToImmutable())], isOutput);
        for (int i = 0; i < Graph.Nodes.Length; i++)
        {
            if (!needed[i] || Graph.Nodes[i] is not AffineNode)
                continue;
            var chain = fusion.From(i, follow: !keepAll);
            Chains[chain.Result] = chain;
            for (int at = i; at != chain.Result; at = consumers[at][0])
                absorbed[at] = true;
        }
    }
}
