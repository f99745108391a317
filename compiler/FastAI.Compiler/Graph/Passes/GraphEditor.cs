using System.Collections.Immutable;

namespace FastAI.Compiler.Graph.Passes;

/// <summary>A graph under change: nodes are replaced in place, by nodes of the same meaning that read earlier ones.</summary>
internal sealed class GraphEditor
{
    private readonly FloatGraph graph;
    private readonly Predicate<string> keep;
    private readonly GraphNode[] nodes;
    private readonly int[] forward;
    private readonly int[] uses;

    public GraphEditor(FloatGraph graph, Predicate<string> keep)
    {
        (this.graph, this.keep, nodes, forward, uses) = (
            graph,
            keep,
            [.. graph.Nodes],
            new int[graph.Nodes.Length],
            new int[graph.Nodes.Length]
        );
        for (int i = 0; i < nodes.Length; i++)
        {
            forward[i] = i;
            foreach (int operand in nodes[i].Operands)
                uses[operand]++;
        }
        foreach (var output in graph.Outputs)
            uses[output.Node]++;
    }

    public int Count => nodes.Length;

    public bool Changed { get; private set; }

    public GraphNode this[int node] => nodes[node];

    /// <summary>How many operands and outputs read the node.</summary>
    public int Uses(int node) => uses[node];

    /// <summary>Whether somebody asked for the node's result.</summary>
    public bool IsKept(int node) =>
        keep(nodes[node].Name)
        || keep(nodes[node].Origin.Node)
        || nodes[node] is GraphLinear && (keep(nodes[node].Name + "/weight") || keep(nodes[node].Name + "/bias"));

    /// <summary>Whether somebody asked for an initializer.</summary>
    public bool IsKept(Parameter? source) => source is not null && keep(source.Name);

    /// <summary>
    /// Whether somebody stated the format of a linear map's weights or biases: then they must stay the numbers of the model.
    /// </summary>
    public bool AreNumbersKept(GraphLinear node) =>
        keep(node.Name + "/weight")
        || keep(node.Name + "/bias")
        || node.Blocks.Any(block => IsKept(block.WeightSource) || IsKept(block.BiasSource));

    /// <summary>Whether somebody calls the node by a name other than its tensor's.</summary>
    public bool IsCalledByNode(int node) => nodes[node].Origin.Node != nodes[node].Name && keep(nodes[node].Origin.Node);

    /// <summary>Whether the node may vanish into its only user.</summary>
    public bool IsFree(int node) => uses[node] == 1 && !IsKept(node);

    /// <summary>The one node that reads a node; null when there are more, or an output does.</summary>
    public GraphNode? OnlyReader(int node)
    {
        if (uses[node] != 1)
            return null;
        for (int i = node + 1; i < nodes.Length; i++)
            foreach (int operand in nodes[i].Operands)
                if (forward[operand] == node)
                    return nodes[i];
        return null;
    }

    /// <summary>Puts a node of the same values in the place of another.</summary>
    public void Replace(int node, GraphNode by)
    {
        foreach (int operand in nodes[node].Operands)
            uses[operand]--;
        foreach (int operand in by.Operands)
            uses[operand]++;
        nodes[node] = by;
        Changed = true;
    }

    /// <summary>Lets all users of <paramref name="node"/> read an earlier node of the same values.</summary>
    public void Redirect(int node, int to)
    {
        forward[node] = to;
        uses[to] += uses[node];
        uses[node] = 0;
        Changed = true;
    }

    /// <summary>States that a node is read by nothing; it is left out of the result.</summary>
    public void Drop(int node)
    {
        if (uses[node] != 0)
            throw new InvalidOperationException($"'{nodes[node].Name}' is read");
        Changed = true;
    }

    /// <summary>Makes the operands of a node the ones that stand for them now.</summary>
    public void Resolve(int node)
    {
        bool moved = false;
        foreach (int operand in nodes[node].Operands)
            moved |= forward[operand] != operand;
        if (moved)
            nodes[node] = WithOperands(nodes[node], operand => forward[operand]);
    }

    /// <summary>The graph without the nodes that nothing reads.</summary>
    public FloatGraph Build()
    {
        var live = new bool[nodes.Length];
        var outputs = graph.Outputs.Select(output => output with { Node = forward[output.Node] }).ToArray();
        foreach (var output in outputs)
            live[output.Node] = true;
        foreach (int input in graph.Inputs)
            live[input] = true;
        for (int i = nodes.Length - 1; i >= 0; i--)
            if (live[i])
                foreach (int operand in nodes[i].Operands)
                    live[operand] = true;
        var renumbered = new int[nodes.Length];
        var kept = ImmutableArray.CreateBuilder<GraphNode>();
        for (int i = 0; i < nodes.Length; i++)
        {
            renumbered[i] = kept.Count;
            if (live[i])
                kept.Add(WithOperands(nodes[i], operand => renumbered[operand]));
        }
        return graph with
        {
            Nodes = kept.ToImmutable(),
            Inputs = [.. graph.Inputs.Select(input => renumbered[input])],
            Outputs = [.. outputs.Select(output => output with { Node = renumbered[output.Node] })],
        };
    }

    /// <summary>The node with other operands.</summary>
    public static GraphNode WithOperands(GraphNode node, Func<int, int> map) =>
        node switch
        {
            GraphLinear linear => linear with { Input = map(linear.Input) },
            GraphBinary binary => binary with { Left = map(binary.Left), Right = map(binary.Right) },
            GraphFunction function => function with { Input = map(function.Input) },
            GraphPiecewise piecewise => piecewise with { Input = map(piecewise.Input) },
            GraphImpute impute => impute with { Input = map(impute.Input) },
            GraphIsMissing missing => missing with { Input = map(missing.Input) },
            GraphTreeEnsemble trees => trees with { Input = map(trees.Input) },
            GraphReduce reduce => reduce with { Input = map(reduce.Input) },
            GraphSelect select => select with
            {
                Condition = map(select.Condition),
                WhenTrue = map(select.WhenTrue),
                WhenFalse = map(select.WhenFalse),
            },
            GraphGather gather => gather with { Inputs = [.. gather.Inputs.Select(map)] },
            _ => node,
        };
}
