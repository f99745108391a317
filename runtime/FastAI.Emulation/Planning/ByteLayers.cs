using System.Collections.Immutable;
using FastAI.Emulation.Kernels;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>Finds the affine chains that <see cref="AffineBytes"/> does exactly and faster than kernels of pairs, and the tensors that
/// only such chains write and read.</summary>
internal sealed class ByteLayers
{
    /// <summary>Multiply-adds for each element read that pay for bringing an operand into bytes.</summary>
    private const int WorthPacking = 16;

    private readonly FixedGraph graph;
    private readonly FusedAffine?[] fused;
    private readonly bool[] reads;
    private readonly bool[] otherwise;

    /// <param name="plan">What is computed.</param>
    public ByteLayers(FusedGraph plan)
    {
        (graph, fused) = (plan.Graph, plan.Chains);
        reads = new bool[graph.Nodes.Length];
        otherwise = new bool[graph.Nodes.Length];
        var served = new HashSet<FixedNode>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < fused.Length; i++)
        {
            if (fused[i] is not { } chain)
                continue;
            reads[i] = Reads(chain);
            if (reads[i])
                served.Add(chain.Affine);
        }
        foreach (var output in graph.Outputs)
            otherwise[output.Node] = true;
        for (int i = graph.Nodes.Length - 1; i >= 0; i--)
        {
            if (!plan.IsNeeded(i))
                continue;
            bool bytes = graph.Nodes[i] switch
            {
                AffineNode affine => served.Contains(affine),
                GatherNode or ScaleNode => !otherwise[i],
                _ => false,
            };
            if (!bytes)
                foreach (int operand in graph.Nodes[i].Operands)
                    otherwise[operand] = true;
        }
    }

    /// <summary>Whether the chain that ends at a node is done in 8 bits.</summary>
    public bool Serves(int node) => reads[node];

    /// <summary>The offset of a node's tensor if it is kept in bytes.</summary>
    public int? Kept(int node) => !otherwise[node] ? Writes(node) : null;

    /// <summary>The offset with which elements are unsigned bytes, or null where they do not fit.</summary>
    public static int? OffsetFor(TensorType type)
    {
        Int128 low = 0,
            high = 0;
        foreach (var element in type.Elements.Stored)
        {
            low = Int128.Min(low, element.Range.Low);
            high = Int128.Max(high, element.Range.High);
        }
        return low >= 0 && high <= byte.MaxValue ? 0
            : low >= sbyte.MinValue && high <= sbyte.MaxValue ? -sbyte.MinValue
            : null;
    }

    private bool Reads(FusedAffine chain)
    {
        var affine = chain.Affine;
        if (chain.Bits != 32 || OffsetFor(graph.Nodes[affine.Input].Type) is null)
            return false;
        if (!affine.Blocks.All(b => b.Weights.All(w => w << chain.Scale is >= sbyte.MinValue and <= sbyte.MaxValue)))
            return false;
        if (!FillsSlots(affine))
            return false;
        int made = affine.Input;
        while (fused[made] is null && graph.Nodes[made] is GatherNode { Inputs: [_] } or ScaleNode)
            made = graph.Nodes[made].Operands[0];
        return Writes(made) is not null
            || affine.Blocks.Sum(b => (long)b.Weights.Length * b.Positions) >= (long)WorthPacking * graph.Nodes[affine.Input].Type.Count;
    }

    /// <summary>Whether elements that are read together come in such numbers that slots of four take little more
    /// than half as many as slots of two.</summary>
    private static bool FillsSlots(AffineNode affine)
    {
        var readers = new Dictionary<int, (long Hash, int Count)>();
        for (int b = 0; b < affine.Blocks.Length; b++)
        {
            var block = affine.Blocks[b];
            for (int i = 0; i < block.InputMap.Length; i++)
            {
                if (block.InputMap[i] < 0)
                    continue;
                var (hash, count) = readers.GetValueOrDefault(block.InputMap[i]);
                readers[block.InputMap[i]] = (((hash ^ (((long)b << 32) + i / block.Rows)) * 0x2545F4914F6CDD1D) + 1, count + 1);
            }
        }
        long quads = 0,
            pairs = 0;
        foreach (var group in readers.Values.GroupBy(r => r))
        {
            int size = group.Count();
            quads += (size + 3L) / 4 * group.Key.Count;
            pairs += (size + 1L) / 2 * group.Key.Count;
        }
        return 3 * quads <= 2 * pairs;
    }

    /// <summary>The offset of what a chain of 8 bits writes, where that fits. Chains are judged in order, so that an
    /// operand's is known before its readers'.</summary>
    private int? Writes(int node)
    {
        if (!reads[node] || fused[node] is not { } chain || OffsetFor(graph.Nodes[node].Type) is not { } offset)
            return null;
        for (int i = 0; i < chain.Requantize.Length; i++)
        {
            var sum = chain.Affine.Type[chain.Source is null ? i : chain.Source[i]].Range;
            if (!ByteEpilogue.Covers(chain.Requantize[i], sum.High << chain.Scale, offset))
                return null;
        }
        return offset;
    }
}
