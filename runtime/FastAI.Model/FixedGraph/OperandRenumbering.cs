namespace FastAI.Model.FixedGraph;

/// <summary>Nodes for another place in a graph, or for another graph.</summary>
public static class OperandRenumbering
{
    /// <summary>The same node with each operand renumbered; its type stays, so that the new operands have the types of the old.</summary>
    public static FixedNode WithOperands(this FixedNode node, Func<int, int> map) =>
        node switch
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
            _ => throw FastAIException.Unsupported($"node '{node.Name}': the operands of {node.GetType().Name} cannot be renumbered"),
        };
}
