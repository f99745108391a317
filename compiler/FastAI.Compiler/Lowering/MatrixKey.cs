using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>A constant matrix and the intervals and arrival levels of what it is applied to, over all positions.</summary>
internal sealed class MatrixKey : IEquatable<MatrixKey>
{
    private readonly int hash;

    private MatrixKey(int rows, int columns, ImmutableArray<long> weights, ImmutableArray<Interval> ranges, ImmutableArray<int> levels)
    {
        (Rows, Columns, Weights, Ranges, Levels) = (rows, columns, weights, ranges, levels);
        var code = new HashCode();
        foreach (long weight in weights)
            code.Add(weight);
        foreach (Interval range in ranges)
            code.Add(range);
        foreach (int level in levels)
            code.Add(level);
        hash = code.ToHashCode();
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Rows x Columns, row-major.</summary>
    public ImmutableArray<long> Weights { get; }

    /// <summary>For each row, the union of the intervals that it meets; zero where it reads padding.</summary>
    public ImmutableArray<Interval> Ranges { get; }

    /// <summary>For each row the level of adders at which what it meets is there; the earliest is 0.</summary>
    public ImmutableArray<int> Levels { get; }

    /// <summary>Number of weights.</summary>
    public long Size => Weights.Length;

    public static MatrixKey Of(AffineBlock block, TensorType input, int[] levels)
    {
        var ranges = new Interval[block.Rows];
        for (int p = 0; p < block.Positions; p++)
        {
            for (int k = 0; k < block.Rows; k++)
            {
                int source = block.InputMap[p * block.Rows + k];
                Interval range = source < 0 ? Interval.Zero : input[source].Range;
                ranges[k] = p == 0 ? range : ranges[k].Union(range);
            }
        }
        return new(block.Rows, block.Columns, block.Weights, [.. ranges], [.. levels]);
    }

    public bool Equals(MatrixKey? other) =>
        other is not null
        && hash == other.hash
        && Rows == other.Rows
        && Columns == other.Columns
        && Weights.AsSpan().SequenceEqual(other.Weights.AsSpan())
        && Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan())
        && Levels.AsSpan().SequenceEqual(other.Levels.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as MatrixKey);

    public override int GetHashCode() => hash;
}
