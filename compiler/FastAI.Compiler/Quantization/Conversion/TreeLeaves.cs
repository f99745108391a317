using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>The leaves of single trees.</summary>
internal static class TreeLeaves
{
    /// <summary>Index of the first value of every leaf of a tree, each once.</summary>
    public static IEnumerable<int> Of(TreeStructure structure, int tree)
    {
        var seen = new HashSet<int>();
        for (int n = structure.NodeStarts[tree]; n < structure.NodeStarts[tree + 1]; n++)
        {
            if (structure.WhenTrue[n] < 0 && seen.Add(structure.WhenTrue[n]))
                yield return ~structure.WhenTrue[n];
            if (structure.WhenFalse[n] < 0 && seen.Add(structure.WhenFalse[n]))
                yield return ~structure.WhenFalse[n];
        }
    }

    /// <summary>The least and the greatest leaf of a tree for one of its targets.</summary>
    public static (double Low, double High) Extremes(TreeStructure structure, ImmutableArray<double> values, int tree, int column)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (int leaf in Of(structure, tree))
            (low, high) = (Math.Min(low, values[leaf + column]), Math.Max(high, values[leaf + column]));
        return (low, high);
    }
}
