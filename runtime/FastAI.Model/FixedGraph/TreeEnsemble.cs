using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>
/// Decision trees on mantissas. Node n tests <c>x[Features[n]] &lt;= Thresholds[n]</c>; each target is its base plus the value of the leaf
/// that each of its trees reaches. All sums are exact.
/// </summary>
public sealed record TreeEnsemble
{
    /// <param name="structure">The trees.</param>
    /// <param name="thresholds">One for each node, with the fraction bits of the element that it tests.</param>
    /// <param name="values">Values of the leaves, with the fraction bits of their targets.</param>
    /// <param name="base">One for each target, with its fraction bits.</param>
    public TreeEnsemble(TreeStructure structure, ImmutableArray<long> thresholds, ImmutableArray<long> values, ImmutableArray<long> @base)
    {
        if (thresholds.Length != structure.Nodes || values.Length != structure.Values)
            throw new ArgumentException(
                $"{thresholds.Length} thresholds and {values.Length} values for {structure.Nodes} nodes and {structure.Values} values"
            );
        foreach (int target in structure.Targets)
            if (target >= @base.Length)
                throw new ArgumentException($"target {target} of {@base.Length}");
        (Structure, Thresholds, Values, Base) = (structure, thresholds, values, @base);
    }

    public TreeStructure Structure { get; }

    public ImmutableArray<long> Thresholds { get; }

    /// <summary>For each node the greatest real number that passes its test in the float model that the trees come from; empty where that
    /// is not known. Firmware does not have it.</summary>
    public ImmutableArray<double> Limits { get; init; } = [];

    /// <summary>For each node whether a missing value (NaN) passes its test in the float model; empty where none does. Firmware does not have
    /// it: its mantissa goes the same way.</summary>
    public ImmutableArray<bool> MissingPasses { get; init; } = [];

    public ImmutableArray<long> Values { get; }

    public ImmutableArray<long> Base { get; }

    /// <summary>Number of targets.</summary>
    public int Targets => Base.Length;

    /// <summary>In how many trees a test on the way is decided otherwise than in the float model.</summary>
    /// <param name="real">The tested elements in the float model; its limits must be known.</param>
    /// <param name="mantissas">The same in fixed point.</param>
    public int PartedWalks(ReadOnlySpan<double> real, ReadOnlySpan<long> mantissas)
    {
        int parted = 0;
        for (int t = 0; t < Structure.Trees; t++)
        {
            int at = Structure.NodeStarts[t];
            while (at >= 0)
            {
                int feature = Structure.Features[at];
                bool passes = mantissas[feature] <= Thresholds[at];
                if (passes != Passes(at, real[feature]))
                {
                    parted++;
                    break;
                }
                at = passes ? Structure.WhenTrue[at] : Structure.WhenFalse[at];
            }
        }
        return parted;
    }

    private bool Passes(int node, double real) =>
        double.IsNaN(real) ? MissingPasses.Length > 0 && MissingPasses[node] : real <= Limits[node];

    public bool Equals(TreeEnsemble? other) =>
        other is not null
        && Structure.Equals(other.Structure)
        && Thresholds.AsSpan().SequenceEqual(other.Thresholds.AsSpan())
        && Limits.AsSpan().SequenceEqual(other.Limits.AsSpan())
        && MissingPasses.AsSpan().SequenceEqual(other.MissingPasses.AsSpan())
        && Values.AsSpan().SequenceEqual(other.Values.AsSpan())
        && Base.AsSpan().SequenceEqual(other.Base.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Structure, Targets, Values.Length > 0 ? Values[0] : 0);
}
