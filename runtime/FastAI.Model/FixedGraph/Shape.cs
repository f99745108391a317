using System.Collections.Immutable;
using System.Globalization;

namespace FastAI.Model.FixedGraph;

/// <summary>The extents of a tensor without its batch dimension, outermost first; elements are counted
/// row-major. A scalar has no extents.</summary>
public sealed class Shape : IEquatable<Shape>
{
    /// <summary>The largest tensor: one event never needs more, and hostile input is stopped early.</summary>
    public const int MaxElements = 1 << 24;

    public Shape(params ReadOnlySpan<int> extents)
    {
        long count = 1;
        foreach (int extent in extents)
        {
            if (extent < 0)
                throw FastAIException.BadInput($"a tensor cannot have an extent of {extent.ToString(CultureInfo.InvariantCulture)}");
            count *= extent;
            if (count > MaxElements)
                throw FastAIException.Unsupported($"a tensor of more than {MaxElements} elements an event is not supported");
        }
        Extents = [.. extents];
        Count = (int)count;
    }

    /// <summary>Extents, outermost first.</summary>
    public ImmutableArray<int> Extents { get; }

    /// <summary>Number of elements of one event.</summary>
    public int Count { get; }

    public int Rank => Extents.Length;

    public int this[int axis] => Extents[axis];

    public bool Equals(Shape? other) => other is not null && Extents.AsSpan().SequenceEqual(other.Extents.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int extent in Extents)
            hash.Add(extent);
        return hash.ToHashCode();
    }

    public override string ToString() => "[" + string.Join(", ", Extents.Select(e => e.ToString(CultureInfo.InvariantCulture))) + "]";
}
