using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Missing values in tests of trees. The mantissa that stands for one is an end of the element's format: the least passes every
/// <c>x &lt;= t</c>, the greatest none, so that the tests whose missing values go that way need nothing. Those that send them the other way
/// ask a second form of the element, in which the mantissa beyond the other end of all their thresholds stands in its place.
/// </summary>
internal sealed class TreeMissing
{
    private readonly GraphTreeEnsemble node;
    private readonly TensorType type;
    private readonly PerElement<MissingValue>? missing;
    private readonly long[] thresholds;
    private readonly SortedDictionary<int, (long Least, long Greatest)> against = [];

    /// <param name="node">The trees.</param>
    /// <param name="type">Type of the tested tensor.</param>
    /// <param name="missing">Which of its elements can be missing.</param>
    /// <param name="thresholds">For each node the greatest mantissa that passes; changed where that alone has the missing value go right.</param>
    public TreeMissing(GraphTreeEnsemble node, TensorType type, PerElement<MissingValue>? missing, long[] thresholds)
    {
        (this.node, this.type, this.missing, this.thresholds) = (node, type, missing, thresholds);
        if (missing is null)
            return;
        for (int n = 0; n < thresholds.Length; n++)
        {
            int feature = node.Structure.Features[n];
            if (missing[feature].Mantissa(type[feature].Format) is not { } kept)
                continue;
            if (IsAgainst(n))
                against[feature] = against.TryGetValue(feature, out var range)
                    ? (Math.Min(range.Least, thresholds[n]), Math.Max(range.Greatest, thresholds[n]))
                    : (thresholds[n], thresholds[n]);
            // The ends of what numbers take: all of them or none.
            else if (missing[feature] == MissingValue.Least)
                thresholds[n] = Math.Max(thresholds[n], kept);
            else
                thresholds[n] = Math.Min(thresholds[n], kept - 1);
        }
    }

    /// <summary>Whether a node sends a missing value where its mantissa would not go by itself.</summary>
    private bool IsAgainst(int n) =>
        missing![node.Structure.Features[n]] is var value && value != MissingValue.None && Passes(n) != (value == MissingValue.Least);

    private bool Passes(int n) => node.MissingPasses.Length > 0 && node.MissingPasses[n];

    /// <summary>The elements of the tested tensor, then those that have a second form.</summary>
    public ImmutableArray<int> Tested => [.. Enumerable.Range(0, type.Count), .. against.Keys];

    /// <summary>The tensor that the trees test, which is the given one where no second form is needed.</summary>
    public int Tensor(ConversionContext conversion, int tensor)
    {
        if (against.Count == 0)
            return tensor;
        ImmutableArray<int> elements = [.. against.Keys];
        int asked = conversion.Builder.Gather(
            ConversionContext.Step(node, "against/tested"),
            [tensor],
            new Shape(elements.Length),
            elements
        );
        long[] kept = [.. elements.Select(i => missing![i].Mantissa(type[i].Format)!.Value)],
            beyond = [.. elements.Select(Beyond)];
        int other = MissingValues.Replace(conversion, node, "against/", asked, kept, beyond);
        return conversion.Builder.Gather(
            ConversionContext.Step(node, "tested"),
            [tensor, other],
            new Shape(type.Count + elements.Length),
            [.. Enumerable.Range(0, type.Count + elements.Length)]
        );
    }

    /// <summary>The trees with those tests asking the second form.</summary>
    public TreeStructure Structure()
    {
        var structure = node.Structure;
        if (against.Count == 0)
            return structure;
        var place = against.Keys.Select((feature, i) => (feature, i)).ToDictionary(p => p.feature, p => type.Count + p.i);
        return new(
            structure.NodeStarts,
            structure.TargetStarts,
            structure.Targets,
            [.. structure.Features.Select((feature, n) => missing is not null && IsAgainst(n) ? place[feature] : feature)],
            structure.WhenTrue,
            structure.WhenFalse,
            structure.Values
        );
    }

    // Above every threshold, or at most as high as any; inside the format where that is possible.
    private long Beyond(int feature) =>
        missing![feature] == MissingValue.Least
            ? Math.Max(type[feature].Format.MaxMantissa, checked(against[feature].Greatest + 1))
            : Math.Min(type[feature].Format.MinMantissa, against[feature].Least);
}
