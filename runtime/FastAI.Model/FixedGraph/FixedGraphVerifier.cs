using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>
/// What holds of every <see cref="FixedGraph"/>: operands precede their users, names are unique, each type is the one that
/// <see cref="Typing"/> derives, and every mantissa fits a 64-bit signed integer. A graph read from a file is held to the same.
/// </summary>
public static class FixedGraphVerifier
{
    /// <exception cref="FastAIException">The first thing that does not hold, with the node's name.</exception>
    public static void Verify(FixedGraph graph) => Verify(graph, graph.Inputs.Length);

    /// <param name="graph">The graph.</param>
    /// <param name="free">How many of the first inputs can hold any value of their formats; the others are states, whose intervals
    /// are proved where they are written.</param>
    internal static void Verify(FixedGraph graph, int free)
    {
        VerifyStructure(graph);
        foreach (int input in graph.Inputs.AsSpan()[..free])
            if (graph.Nodes[input].Type.Elements.Stored.Any(e => e.Range != e.Format.Range))
                throw Broken(graph.Nodes[input], "an input can hold any value of its format");
        foreach (var input in graph.Nodes.OfType<InputNode>())
            if (input.Missing is { } missing && missing.Count != input.Type.Count)
                throw Broken(input, $"{missing.Count} elements that can be missing of {input.Type.Count}");
        foreach (var node in graph.Nodes)
        {
            TensorType derived;
            try
            {
                derived = Derive(graph, node);
            }
            catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
            {
                throw Broken(node, e.Message);
            }
            if (!derived.Shape.Equals(node.Type.Shape) || !derived.Elements.Equals(node.Type.Elements))
                throw Broken(node, "its type is not the one its operands give");
        }
    }

    /// <summary>All of <see cref="Verify"/> but the types: for a graph whose types have just been derived.</summary>
    internal static void VerifyStructure(FixedGraph graph)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (graph.Outputs.IsEmpty)
            throw FastAIException.BadInput($"model '{graph.Name}' has no output");
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            var node = graph.Nodes[i];
            if (!names.Add(node.Name))
                throw Broken(node, "its name is taken");
            foreach (int operand in node.Operands)
                if ((uint)operand >= (uint)i)
                    throw Broken(node, $"operand {operand} does not precede node {i}");
        }
        foreach (int input in graph.Inputs)
            if ((uint)input >= (uint)graph.Nodes.Length || graph.Nodes[input] is not InputNode)
                throw FastAIException.BadInput($"model '{graph.Name}': node {input} is not an input");
        if (graph.Inputs.Distinct().Count() != graph.Nodes.Count(n => n is InputNode))
            throw FastAIException.BadInput($"model '{graph.Name}': an input is listed twice or not at all");
        foreach (var output in graph.Outputs)
            if ((uint)output.Node >= (uint)graph.Nodes.Length)
                throw FastAIException.BadInput(
                    $"model '{graph.Name}': output '{output.Name}' names node {output.Node}, which does not exist"
                );
        graph.Stream?.Verify(graph);
    }

    private static TensorType Derive(FixedGraph graph, FixedNode node)
    {
        TensorType T(int operand) => graph.Nodes[operand].Type;
        switch (node)
        {
            case InputNode:
                return node.Type;
            case ConstantNode constant:
                if (constant.Values.Length != node.Type.Count)
                    throw new ArgumentException($"{constant.Values.Length} values for {node.Type.Shape}");
                return Typing.Constant(
                    node.Type.Shape,
                    constant.Values,
                    PerElement<int>.Create(node.Type.Count, i => node.Type[i].Fraction)
                );
            case AffineNode affine:
                return Typing.Affine(
                    T(affine.Input),
                    node.Type.Shape,
                    affine.Blocks,
                    PerElement<int>.Create(node.Type.Count, i => node.Type[i].Fraction)
                );
            case BinaryNode binary:
                return Typing.Binary(binary.Operation, T(binary.Left), T(binary.Right));
            case UnaryNode unary:
                return Typing.Unary(unary.Operation, T(unary.Input));
            case ScaleNode scale:
                return Typing.Scale(T(scale.Input), scale.Exponent);
            case SelectNode select:
                return Typing.Select(T(select.Condition), T(select.WhenTrue), T(select.WhenFalse));
            case QuantizeNode quantize:
                var formats = node.Type.Elements.IsUniform
                    ? PerElement<FixedFormat>.Uniform(node.Type[0].Format, node.Type.Count)
                    : PerElement<FixedFormat>.Create(node.Type.Count, i => node.Type[i].Format);
                return Typing.Quantize(T(quantize.Input), formats, quantize.Rounding, quantize.Overflow);
            case TableNode table:
                return Typing.Table(T(table.Input), table.Tables, table.TableOf);
            case TreeEnsembleNode trees:
                return Typing.TreeEnsemble(
                    T(trees.Input),
                    node.Type.Shape,
                    trees.Ensemble,
                    PerElement<int>.Create(node.Type.Count, i => node.Type[i].Fraction)
                );
            case ReduceNode reduce:
                return Typing.Reduce(reduce.Operation, T(reduce.Input), node.Type.Shape, reduce.GroupSize, reduce.Groups);
            case GatherNode gather:
                return Typing.Gather([.. gather.Inputs.Select(T)], node.Type.Shape, gather.Map);
            default:
                throw new ArgumentException($"{node.GetType().Name} is not an operation of this version");
        }
    }

    private static FastAIException Broken(FixedNode node, string why) => FastAIException.BadInput($"node '{node.Name}': {why}");
}
