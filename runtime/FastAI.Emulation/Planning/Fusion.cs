using System.Collections.Immutable;
using FastAI.Emulation.Kernels;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>An affine node with the ReLU and Quantize that follow it, done in registers.</summary>
/// <param name="Affine">The node that is summed.</param>
/// <param name="Result">Index of the node whose elements are kept.</param>
/// <param name="Source">For each element of the result the affine node's element, or null for the same.</param>
/// <param name="Requantize">For each element of the result.</param>
/// <param name="Bits">Lane width in which sums and requantisation are exact, 32 or 64.</param>
/// <param name="Scale">Weights and biases are multiplied by two to this power: zeros that a Quantize appends to every sum.</param>
internal sealed record FusedAffine(AffineNode Affine, int Result, int[]? Source, Requantization[] Requantize, int Bits, int Scale = 0)
{
    /// <summary>Appends zeros to the weights instead of to the sums, where both still fit: 16 and 32 bits.</summary>
    public FusedAffine WithScaledWeights()
    {
        int shift = Requantize[0].Shift;
        if (Bits != 32 || !Requantize.All(q => q.Rounding == RoundingForm.ShiftLeft && q.Shift == shift))
            return this;
        if (!Affine.Type.Elements.Stored.All(e => e.Range.Low << shift >= int.MinValue && e.Range.High << shift <= int.MaxValue))
            return this;
        if (!Affine.Blocks.All(b => b.Weights.All(w => (short)(w << shift) >> shift == w)))
            return this;
        return this with { Scale = shift, Requantize = [.. Requantize.Select(q => q.WithZerosAppended())] };
    }
}

/// <summary>Finds the chains Affine, ReLU, Quantize, ReLU in which nothing between is used elsewhere; index
/// maps between them are followed.</summary>
internal sealed class Fusion(FixedGraph graph, ImmutableArray<int>[] consumers, bool[] isOutput)
{
    /// <param name="node">An affine node.</param>
    /// <param name="follow">Whether to look beyond the node itself.</param>
    public FusedAffine From(int node, bool follow)
    {
        var affine = (AffineNode)graph.Nodes[node];
        int bits = Tensor.StorageFor(affine.Type) == Storage.Int64 ? 64 : 32;
        var best = new FusedAffine(
            affine,
            node,
            null,
            Enumerable.Repeat(Requantization.ReluOnly(false, bits), affine.Type.Count).ToArray(),
            bits
        );
        bool reluBefore = false;
        QuantizeNode? quantize = null;
        int[]? source = null;
        for (int at = node; follow && !isOutput[at] && consumers[at] is [var next]; at = next)
        {
            bool reluAfter = false;
            switch (graph.Nodes[next])
            {
                case GatherNode { Inputs: [_] } gather when Injective(gather):
                    var previous = source;
                    source = [.. gather.Map.Select(i => previous is null ? i : previous[i])];
                    continue;
                case ScaleNode:
                    continue;
                case UnaryNode { Operation: UnaryOperation.Relu }:
                    reluAfter = quantize is not null;
                    reluBefore |= quantize is null;
                    break;
                case QuantizeNode q when quantize is null:
                    quantize = q;
                    break;
                default:
                    return best;
            }
            if (Try(affine, next, source, reluBefore, quantize, reluAfter, bits) is not { } fused)
                return best;
            best = fused;
            if (reluAfter)
                return best;
        }
        return best;
    }

    private FusedAffine? Try(
        AffineNode affine,
        int result,
        int[]? source,
        bool reluBefore,
        QuantizeNode? quantize,
        bool reluAfter,
        int bits
    )
    {
        var each = new Requantization[graph.Nodes[result].Type.Count];
        for (int i = 0; i < each.Length; i++)
        {
            var from = affine.Type[source is null ? i : source[i]].Range;
            if (quantize is null)
            {
                each[i] = Requantization.ReluOnly(reluBefore, bits);
                continue;
            }
            int fraction = graph.Nodes[quantize.Input].Type[i].Fraction;
            if (
                Requantization.Create(
                    from,
                    fraction,
                    quantize.Type[i].Format,
                    quantize.Rounding,
                    quantize.Overflow,
                    reluBefore,
                    reluAfter,
                    bits
                )
                is not { } q
            )
                return null;
            each[i] = q;
        }
        return new FusedAffine(affine, result, source, each, bits).WithScaledWeights();
    }

    private static bool Injective(GatherNode gather)
    {
        var seen = new HashSet<int>();
        return gather.Map.All(seen.Add);
    }
}
