namespace FastAI.Runtime.Data;

/// <summary>
/// One array of an event file. The first axis counts events; an event's elements are flattened row-major. Reading takes memory for the
/// events asked for, not for the file. One reader at a time.
/// </summary>
public abstract class DataArray
{
    /// <summary>Elements that one event may have at most, so that a small batch of events always fits in memory.</summary>
    internal const int MaxElementsPerEvent = 1 << 26;

    private protected DataArray(string path, string name, ElementKind kind, IReadOnlyList<long> shape)
    {
        Path = path;
        Name = name;
        Kind = kind;
        Shape = shape;
        var elements = 1L;
        foreach (var dimension in shape.Skip(1))
        {
            elements *= dimension;
            if (elements is <= 0 or > MaxElementsPerEvent)
            {
                throw DataError.In(
                    path,
                    $"array \"{name}\" of shape {ShapeText.Of(shape)} has no elements or more than " + $"{MaxElementsPerEvent} in an event."
                );
            }
        }
        ElementsPerEvent = (int)elements;
    }

    /// <summary>The file that the array stands in.</summary>
    public string Path { get; }

    public string Name { get; }

    public ElementKind Kind { get; }

    /// <summary>The shape with the event axis first.</summary>
    public IReadOnlyList<long> Shape { get; }

    public long EventCount => Shape[0];

    /// <summary>The names that a text's header gives to its columns; null without a header.</summary>
    public virtual IReadOnlyList<string>? Columns => null;

    /// <summary>The product of all dimensions but the first.</summary>
    public int ElementsPerEvent { get; }

    /// <summary>Reads events <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/>, row-major. Integers beyond
    /// 2^53 are rounded to the nearest double.</summary>
    /// <param name="destination">At least <paramref name="count"/> times <see cref="ElementsPerEvent"/> long.</param>
    /// <exception cref="FastAI.Model.FastAIException">The file cannot be read there.</exception>
    public void ReadAsDouble(long start, int count, Span<double> destination)
    {
        CheckRange(start, count, destination.Length);
        ReadDoubles(start, count, destination[..(count * ElementsPerEvent)]);
    }

    /// <summary>Reads events exactly as integers; see <see cref="ReadAsDouble"/>.</summary>
    /// <exception cref="FastAI.Model.FastAIException">The array holds floating-point numbers, or an unsigned value above the largest
    /// signed one.</exception>
    public void ReadAsLong(long start, int count, Span<long> destination)
    {
        if (!Kind.IsInteger())
        {
            throw DataError.In(Path, $"array \"{Name}\" holds {Kind} values where integers are needed.");
        }
        CheckRange(start, count, destination.Length);
        ReadLongs(start, count, destination[..(count * ElementsPerEvent)]);
    }

    /// <summary>Gives back what the array holds open besides the file.</summary>
    internal virtual void Close() { }

    private protected abstract void ReadDoubles(long start, int count, Span<double> destination);

    private protected abstract void ReadLongs(long start, int count, Span<long> destination);

    private void CheckRange(long start, int count, int room)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, EventCount - start);
        if ((long)count * ElementsPerEvent > room)
        {
            throw new ArgumentException($"{count} events of {ElementsPerEvent} elements need more room than {room} elements.");
        }
    }
}
