using System.Collections.Immutable;
using FastAI.Model;
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
    public void Keep(int node) => Place(node, WithOperands(source.Nodes[node], i => moved[i]));

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

    public FixedGraph Finish() => new(
        source.Name, nodes.ToImmutable(), [.. source.Inputs.Select(Moved)], [.. source.Outputs.Select(o => o with { Node = moved[o.Node] })]);

    private static FixedNode WithOperands(FixedNode node, Func<int, int> map) => node switch
    {
        InputNode or ConstantNode => node,
        AffineNode n => n with { Input = map(n.Input) },
        BinaryNode n => n with { Left = map(n.Left), Right = map(n.Right) },
        UnaryNode n => n with { Input = map(n.Input) },
        ScaleNode n => n with { Input = map(n.Input) },
        SelectNode n => n with { Condition = map(n.Condition), WhenTrue = map(n.WhenTrue), WhenFalse = map(n.WhenFalse) },
        QuantizeNode n => n with { Input = map(n.Input) },
        TableNode n => n with { Input = map(n.Input) },
        ReduceNode n => n with { Input = map(n.Input) },
        TreeEnsembleNode n => n with { Input = map(n.Input) },
        GatherNode n => n with { Inputs = [.. n.Inputs.Select(map)] },
        _ => throw FastAIException.Unsupported($"node '{node.Name}': {node.GetType().Name} is not known to the passes over fixed-point graphs"),
    };
}
