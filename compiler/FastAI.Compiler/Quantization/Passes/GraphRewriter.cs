using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Passes;

/// <summary>Copies a graph node by node under a renumbering of operands.</summary>
internal sealed class GraphRewriter(FixedGraph source)
{
    private readonly ImmutableArray<FixedNode>.Builder nodes = ImmutableArray.CreateBuilder<FixedNode>(source.Nodes.Length);
    private readonly int[] moved = new int[source.Nodes.Length];

    /// <summary>Node of the copy that stands for a node of the source.</summary>
    public int Moved(int node) => moved[node];

    /// <summary>A node of the copy.</summary>
    public FixedNode this[int copied] => nodes[copied];

    /// <summary>Copies a node, its operands renumbered.</summary>
    public void Keep(int node) => Place(node, source.Nodes[node].WithOperands(i => moved[i]));

    /// <summary>Puts a node of the copy (operands already renumbered) in the place of a node of the source.</summary>
    public void Place(int node, FixedNode copy)
    {
        moved[node] = nodes.Count;
        nodes.Add(copy);
    }

    /// <summary>Leaves a node out: its readers read another node of the copy.</summary>
    public void Replace(int node, int copied) => moved[node] = copied;

    /// <summary>Gives a node of the copy another name.</summary>
    public void Rename(int copied, string name) => nodes[copied] = nodes[copied] with { Name = name };

    public FixedGraph Finish() =>
        new(
            source.Name,
            nodes.ToImmutable(),
            [.. source.Inputs.Select(Moved)],
            [.. source.Outputs.Select(o => o with { Node = moved[o.Node] })]
        );
}
