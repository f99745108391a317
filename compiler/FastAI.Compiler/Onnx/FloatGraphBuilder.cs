using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Graph;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx;

/// <summary>Collects the nodes of a <see cref="FloatGraph"/>, gives them unique names and bounds the size of the whole.</summary>
internal sealed class FloatGraphBuilder
{
    /// <summary>Largest sum of all tensors and index maps of a model.</summary>
    public const long MaxNumbers = 1L << 26;

    /// <summary>Largest number of nodes and linear blocks.</summary>
    public const int MaxParts = 1 << 21;

    private readonly ImmutableArray<GraphNode>.Builder nodes = ImmutableArray.CreateBuilder<GraphNode>();
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private long numbers;
    private long parts;

    public int Count => nodes.Count;

    public GraphNode this[int node] => nodes[node];

    /// <summary>Refuses early what <see cref="Append"/> would refuse late, before its index maps are made.</summary>
    public void Reserve(long count)
    {
        if (numbers + count > MaxNumbers)
            throw FastAIException.Unsupported(
                $"the model unrolls to more than {MaxNumbers} numbers (elements, weights and connections), which no FPGA holds; make it smaller"
            );
    }

    /// <summary>Refuses more operations than a model may have.</summary>
    public void ReserveParts(long count)
    {
        if (parts + count > MaxParts)
            throw FastAIException.Unsupported($"the model unrolls to more than {MaxParts} operations; make it smaller");
    }

    public int Append(GraphNode node)
    {
        long count = node.Shape.Count,
            added = 1;
        switch (node)
        {
            case GraphLinear linear:
                foreach (var block in linear.Blocks)
                    count += block.InputMap.Length + block.OutputMap.Length + block.Weights.Length;
                added += linear.Blocks.Length;
                break;
            case GraphTreeEnsemble trees:
                count += 3L * trees.Structure.Nodes + trees.Structure.Values;
                break;
            case GraphReduce reduce:
                count += reduce.Groups.Length;
                break;
            case GraphGather gather:
                count += gather.Map.Length;
                break;
        }
        Reserve(count);
        ReserveParts(added);
        if (node.Shape.Count == 0)
            throw FastAIException.BadInput($"the tensor '{node.Name}' has no elements");
        (numbers, parts) = (numbers + count, parts + added);
        nodes.Add(node with { Name = Unique(node.Name) });
        return nodes.Count - 1;
    }

    public FloatGraph Build(string name, ImmutableArray<OutputPort> outputs) =>
        new(name, nodes.ToImmutable(), [.. Enumerable.Range(0, nodes.Count).Where(i => nodes[i] is GraphInput)], outputs);

    private string Unique(string tensor)
    {
        if (names.Add(tensor))
            return tensor;
        for (int i = 1; ; i++)
        {
            string numbered = tensor + "#" + i.ToString(CultureInfo.InvariantCulture);
            if (names.Add(numbered))
                return numbered;
        }
    }
}
