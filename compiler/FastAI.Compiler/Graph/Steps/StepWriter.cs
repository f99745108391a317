using System.Collections.Immutable;
using FastAI.Compiler.Graph.Passes;

namespace FastAI.Compiler.Graph.Steps;

/// <summary>Writes a graph anew, node by node, with nodes of its own in between.</summary>
internal sealed class StepWriter
{
    private readonly FloatGraph graph;
    private readonly List<GraphNode> nodes = [];
    private readonly int[] moved;
    private readonly HashSet<string> names;

    public StepWriter(FloatGraph graph)
    {
        (this.graph, moved) = (graph, new int[graph.Nodes.Length]);
        names = graph.Nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Where a node of the graph stands now.</summary>
    public int this[int node] => moved[node];

    public int SizeOf(int written) => nodes[written].Shape.Count;

    /// <summary>Appends a node that reads written ones; its name gets a number where it is taken.</summary>
    public int Add(GraphNode node)
    {
        string name = node.Name;
        for (int i = 2; !names.Add(name); i++)
            name = $"{node.Name}{i}";
        nodes.Add(node with { Name = name });
        return nodes.Count - 1;
    }

    /// <summary>Appends the next node of the graph.</summary>
    public void Copy(int node) => Put(node, GraphEditor.WithOperands(graph.Nodes[node], operand => moved[operand]));

    /// <summary>Appends another node in the place of the next one of the graph.</summary>
    public void Copy(int node, GraphLinear by) => Put(node, by);

    /// <inheritdoc cref="Copy(int, GraphLinear)"/>
    public void Copy(int node, GraphPiecewise by) => Put(node, by with { Input = moved[by.Input] });

    /// <summary>The graph; what nothing reads any more is still in it.</summary>
    public FloatGraph Build() =>
        graph with
        {
            Nodes = [.. nodes],
            Inputs = [.. graph.Inputs.Select(input => moved[input])],
            Outputs = [.. graph.Outputs.Select(output => output with { Node = moved[output.Node] })],
        };

    /// <summary>factor * x[source] + shift for each element; one block serves all with the same numbers.</summary>
    public static ImmutableArray<LinearBlock> Elementwise(int[] source, double[] factors, double[] shifts)
    {
        var blocks = new Dictionary<(double Factor, double Shift), List<int>>();
        for (int i = 0; i < source.Length; i++)
        {
            if (!blocks.TryGetValue((factors[i], shifts[i]), out var list))
                blocks.Add((factors[i], shifts[i]), list = []);
            list.Add(i);
        }
        return
        [
            .. blocks.Select(block => new LinearBlock(
                1,
                1,
                [.. block.Value.Select(i => source[i])],
                [.. block.Value],
                [block.Key.Factor],
                [block.Key.Shift],
                null,
                null
            )),
        ];
    }

    private void Put(int node, GraphNode written)
    {
        moved[node] = nodes.Count;
        nodes.Add(written);
    }
}
