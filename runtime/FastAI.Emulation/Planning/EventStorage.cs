using FastAI.Emulation.Kernels;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// Which affine maps of a graph read bytes, and which tensors are kept in bytes: those that an affine map or a table wants so and that
/// nothing reads which cannot. Outputs and element-wise chains read both.
/// </summary>
internal sealed class EventStorage
{
    private readonly FusedGraph fused;
    private readonly ElementFusion elements;
    private readonly bool[] readsBytes;
    private readonly bool[] wanted;
    private readonly bool[] otherwise;

    public EventStorage(FusedGraph fused, ElementFusion elements)
    {
        (this.fused, this.elements) = (fused, elements);
        int count = fused.Graph.Nodes.Length;
        (readsBytes, wanted, otherwise) = (new bool[count], new bool[count], new bool[count]);
        for (int i = 0; i < count; i++)
            readsBytes[i] = fused.Chains[i] is { } chain && FitsBytes(chain);
        for (int i = count - 1; i >= 0; i--)
            if (elements.IsKept(i))
                MarkOperands(i);
        // A reduction and a table take the storage of their operand.
        for (int i = 0; i < count; i++)
            if (
                elements.IsKept(i)
                && fused.Graph.Nodes[i] is ReduceNode or TableNode
                && !Roots(fused.Graph.Nodes[i].Operands[0]).All(KeptInBytes)
            )
                otherwise[i] = true;
    }

    /// <summary>Whether the affine map that a chain ends with here reads bytes.</summary>
    public bool ReadsBytes(int node) => readsBytes[node];

    /// <summary>Whether a kept node's tensor is kept in bytes.</summary>
    public bool KeptInBytes(int node) =>
        !otherwise[node]
        && ByteLayers.OffsetFor(fused.Graph.Nodes[node].Type) is { } offset
        && fused.Graph.Nodes[node] switch
        {
            ReduceNode or TableNode { Tables: [_] } => true,
            InputNode => wanted[node],
            _ => wanted[node] && (elements.Chains[node] is not null || (fused.Chains[node] is { } chain && WritesBytes(chain, offset))),
        };

    /// <summary>The kept nodes that a node's elements are found in.</summary>
    public IEnumerable<int> Roots(int node) => fused.IsKept(node) ? [node] : fused.Graph.Nodes[node].Operands.SelectMany(Roots);

    /// <summary>Notes how a node reads its operands; nodes that read it have been seen before.</summary>
    private void MarkOperands(int node)
    {
        if (elements.Chains[node] is { } pass)
        {
            foreach (int operand in pass.Operands)
                if (Roots(operand).Distinct().Skip(1).Any())
                    Mark(operand, otherwise);
            return;
        }
        bool bytes = readsBytes[node] || (fused.Graph.Nodes[node] is ReduceNode or TableNode && KeptInBytes(node));
        if (fused.Chains[node] is { } chain)
            Mark(chain.Affine.Input, bytes ? wanted : otherwise);
        else
            foreach (int operand in fused.Graph.Nodes[node].Operands)
                Mark(operand, bytes ? wanted : otherwise);
    }

    private void Mark(int node, bool[] how)
    {
        foreach (int root in Roots(node))
            how[root] = true;
    }

    private bool FitsBytes(FusedAffine chain)
    {
        if (chain.Bits != 32 || !Roots(chain.Affine.Input).All(r => ByteLayers.OffsetFor(fused.Graph.Nodes[r].Type) is not null))
            return false;
        foreach (var block in chain.Affine.Blocks)
        foreach (long weight in block.Weights)
            if (weight << chain.Scale is < sbyte.MinValue or > sbyte.MaxValue)
                return false;
        return true;
    }

    private static bool WritesBytes(FusedAffine chain, int offset)
    {
        for (int i = 0; i < chain.Requantize.Length; i++)
        {
            var sum = chain.Affine.Type[chain.Source is null ? i : chain.Source[i]].Range;
            if (!ByteEpilogue.Covers(chain.Requantize[i], sum.High << chain.Scale, offset))
                return false;
        }
        return true;
    }
}
