using FastAI.Model.FixedGraph;

namespace FastAI.Benchmarks.Emulation;

/// <summary>Multiply-adds of one event, by the narrowest integers that hold their elements and weights.</summary>
/// <param name="Bytes">Elements fit 8 bits, all signed or all unsigned, and weights 8 bits, signed.</param>
/// <param name="Pairs">Elements and weights fit 16 bits.</param>
/// <param name="Wide">The rest.</param>
internal readonly record struct MultiplyAdds(long Bytes, long Pairs, long Wide)
{
    public long Total => Bytes + Pairs + Wide;

    public static MultiplyAdds operator *(MultiplyAdds one, int events) => new(one.Bytes * events, one.Pairs * events, one.Wide * events);

    public static MultiplyAdds Of(FixedGraph graph)
    {
        var sum = new MultiplyAdds(0, 0, 0);
        foreach (var affine in graph.Nodes.OfType<AffineNode>())
        {
            long macs = affine.Blocks.Sum(b => (long)b.InputMap.Count(i => i >= 0) * b.Columns);
            var elements = graph.Nodes[affine.Input].Type.Elements.Stored;
            bool Within(long low, long high) => elements.All(e => e.Range.Low >= low && e.Range.High <= high);
            bool Weights(long low, long high) => affine.Blocks.All(b => b.Weights.All(w => w >= low && w <= high));
            if ((Within(sbyte.MinValue, sbyte.MaxValue) || Within(0, byte.MaxValue)) && Weights(sbyte.MinValue, sbyte.MaxValue))
                sum = sum with { Bytes = sum.Bytes + macs };
            else if (Within(short.MinValue, short.MaxValue) && Weights(short.MinValue, short.MaxValue))
                sum = sum with { Pairs = sum.Pairs + macs };
            else
                sum = sum with { Wide = sum.Wide + macs };
        }
        return sum;
    }
}
