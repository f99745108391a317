using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>One property for each element of a tensor, stored once when all elements share it.</summary>
public sealed class PerElement<T> : IEquatable<PerElement<T>>
    where T : IEquatable<T>
{
    private readonly ImmutableArray<T> values;

    private PerElement(ImmutableArray<T> values, int count) => (this.values, Count) = (values, count);

    /// <summary>Number of elements of the tensor.</summary>
    public int Count { get; }

    /// <summary>Whether one stored value serves all elements.</summary>
    public bool IsUniform => values.Length == 1;

    /// <summary>The stored values: one, or <see cref="Count"/> of them.</summary>
    public ImmutableArray<T> Stored => values;

    public T this[int element]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)element, (uint)Count);
            return values[values.Length == 1 ? 0 : element];
        }
    }

    public static PerElement<T> Uniform(T value, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new([value], count);
    }

    /// <summary>Keeps <paramref name="values"/>, or a single one when all are equal (so that equal
    /// properties have one representation).</summary>
    public static PerElement<T> Create(ReadOnlySpan<T> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, 1);
        for (int i = 1; i < values.Length; i++)
            if (!values[i].Equals(values[0]))
                return new([.. values], values.Length);
        return new([values[0]], values.Length);
    }

    public static PerElement<T> Create(int count, Func<int, T> of)
    {
        var all = new T[count];
        for (int i = 0; i < count; i++)
            all[i] = of(i);
        return Create(all);
    }

    public bool Equals(PerElement<T>? other) =>
        other is not null && Count == other.Count && values.AsSpan().SequenceEqual(other.values.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as PerElement<T>);

    public override int GetHashCode() => HashCode.Combine(Count, values.Length, values[0]);
}
