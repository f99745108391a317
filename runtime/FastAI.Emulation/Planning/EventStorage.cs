using FastAI.Emulation.Kernels;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>Which affine maps of a graph read bytes, and which tensors are kept in bytes because nothing else reads them.</summary>
internal sealed class EventStorage
{
    private readonly FusedGraph fused;
    private readonly bool[] readsBytes;
    private readonly bool[] otherwise;

    public EventStorage(FusedGraph fused)
    {
        this.fused = fused;
        int count = fused.Graph.Nodes.Length;
        (readsBytes, otherwise) = (new bool[count], new bool[count]);
        for (int i = 0; i < count; i++) readsBytes[i] = fused.Chains[i] is { } chain && FitsBytes(chain);
        foreach (var output in fused.Graph.Outputs) MarkRoots(output.Node);
        for (int i = count - 1; i >= 0; i--)
        {
            if (!fused.IsKept(i)) continue;
            bool bytes = readsBytes[i] || (fused.Graph.Nodes[i] is ReduceNode or TableNode && KeptInBytes(i));
            if (bytes) continue;
            if (fused.Chains[i] is { } chain) MarkRoots(chain.Affine.Input);
            else
                foreach (int operand in fused.Graph.Nodes[i].Operands) MarkRoots(operand);
        }
        // A reduction and a table take the storage of their operand.
        for (int i = 0; i < count; i++)
            if (fused.IsKept(i) && fused.Graph.Nodes[i] is ReduceNode or TableNode && !Roots(fused.Graph.Nodes[i].Operands[0]).All(KeptInBytes)) otherwise[i] = true;
    }

    /// <summary>Whether the affine map that a chain ends with here reads bytes.</summary>
    public bool ReadsBytes(int node) => readsBytes[node];

    /// <summary>Whether a kept node's tensor is kept in bytes.</summary>
    public bool KeptInBytes(int node) => !otherwise[node] && ByteLayers.OffsetFor(fused.Graph.Nodes[node].Type) is { } offset && fused.Graph.Nodes[node] switch
    {
        InputNode or ReduceNode => true,
        TableNode { Tables: [_] } => true,
        _ => fused.Chains[node] is { } chain && WritesBytes(chain, offset),
    };

    /// <summary>The kept nodes that a node's elements are found in.</summary>
    public IEnumerable<int> Roots(int node) => fused.IsKept(node) ? [node] : fused.Graph.Nodes[node].Operands.SelectMany(Roots);

    private void MarkRoots(int node)
    {
        foreach (int root in Roots(node)) otherwise[root] = true;
    }

    private bool FitsBytes(FusedAffine chain)
    {
        if (chain.Bits != 32 || !Roots(chain.Affine.Input).All(r => ByteLayers.OffsetFor(fused.Graph.Nodes[r].Type) is not null)) return false;
        foreach (var block in chain.Affine.Blocks)
            foreach (long weight in block.Weights)
                if (weight << chain.Scale is < sbyte.MinValue or > sbyte.MaxValue) return false;
        return true;
    }

    private static bool WritesBytes(FusedAffine chain, int offset)
    {
        for (int i = 0; i < chain.Requantize.Length; i++)
        {
            var sum = chain.Affine.Type[chain.Source is null ? i : chain.Source[i]].Range;
            if (!ByteEpilogue.Covers(chain.Requantize[i], sum.High << chain.Scale, offset)) return false;
        }
        return true;
    }
}
