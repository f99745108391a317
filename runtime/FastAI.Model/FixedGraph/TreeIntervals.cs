using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>Proved intervals of the sums of a <see cref="TreeEnsemble"/>: for each tree the least and the greatest leaf that the
/// elements' intervals let it reach.</summary>
internal static class TreeIntervals
{
    /// <param name="ensemble">The trees.</param>
    /// <param name="inputs">Types of the elements.</param>
    /// <returns>For each target the interval of its sum.</returns>
    public static Interval[] Of(TreeEnsemble ensemble, PerElement<ElementType> inputs)
    {
        var structure = ensemble.Structure;
        Interval[] sums = [.. ensemble.Base.Select(b => Interval.Of(b))];
        for (int t = 0; t < structure.Trees; t++)
        {
            var targets = structure.TargetsOf(t);
            for (int i = 0; i < targets.Length; i++)
                sums[targets[i]] += Tree(ensemble, inputs, t, i);
        }
        return sums;
    }

    // Branches are later nodes: from the last node back, both of a node's branches are known.
    private static Interval Tree(TreeEnsemble ensemble, PerElement<ElementType> inputs, int tree, int column)
    {
        var structure = ensemble.Structure;
        int first = structure.NodeStarts[tree];
        var below = new Interval[structure.NodeStarts[tree + 1] - first];
        Interval At(int branch) => branch >= 0 ? below[branch - first] : Interval.Of(ensemble.Values[~branch + column]);
        for (int n = structure.NodeStarts[tree + 1] - 1; n >= first; n--)
        {
            var range = inputs[structure.Features[n]].Range;
            long threshold = ensemble.Thresholds[n];
            below[n - first] =
                range.High <= threshold ? At(structure.WhenTrue[n])
                : range.Low > threshold ? At(structure.WhenFalse[n])
                : At(structure.WhenTrue[n]).Union(At(structure.WhenFalse[n]));
        }
        return below[0];
    }
}
