using FastAI.Model;

namespace FastAI.Runtime.Data;

/// <summary>A file's events as the inputs of a model: which array, and which of its elements, feed each input.</summary>
public sealed class EventData
{
    private readonly IReadOnlyList<InputSource> sources;

    private EventData(IReadOnlyList<EventInput> inputs, IReadOnlyList<InputSource> sources)
    {
        Inputs = inputs;
        this.sources = sources;
        EventCount = sources[0].EventCount;
        EventsPerRow = sources[0].EventsPerRow;
    }

    public IReadOnlyList<EventInput> Inputs { get; }

    public long EventCount { get; }

    /// <summary>Events that one row of the file gives: more than one where rows are recordings that are longer than an event.</summary>
    public long EventsPerRow { get; }

    /// <summary>
    /// Matches arrays to inputs: by name; or, when the file names nothing (one array, or NumPy's <c>arr_0</c>, <c>arr_1</c>, ...), in
    /// model order. A single array may also hold the elements of several inputs side by side, in model order. Shapes agree when they are
    /// equal but for dimensions of one, or when either side is flat and the number of elements is the same; an input with a time axis may
    /// have longer recordings along it, whose windows are the events. Arrays that no input asks for are left alone.
    /// </summary>
    /// <exception cref="FastAIException">Names or shapes do not match; the message shows what was expected and what the file
    /// has.</exception>
    public static EventData Bind(DataFile file, IReadOnlyList<EventInput> inputs)
    {
        if (inputs.Count == 0)
        {
            throw new ArgumentException("A model has at least one input.", nameof(inputs));
        }
        var sources = Match(file, inputs);
        if (sources.FirstOrDefault(source => source.Array.EventCount != sources[0].Array.EventCount) is { } other)
        {
            throw DataError.In(
                file.Path,
                $"array \"{sources[0].Array.Name}\" has {sources[0].Array.EventCount} events, array \"{other.Array.Name}\" "
                    + $"{other.Array.EventCount}; the first axis counts events and must agree."
            );
        }
        if (sources.FirstOrDefault(source => source.EventsPerRow != sources[0].EventsPerRow) is { } shorter)
        {
            throw DataError.In(
                file.Path,
                $"a recording of array \"{sources[0].Array.Name}\" has {sources[0].EventsPerRow} windows, one of array \"{shorter.Array.Name}\" "
                    + $"{shorter.EventsPerRow}; the time axes must agree."
            );
        }
        return new EventData(inputs, sources);
    }

    /// <summary>Whether all inputs come from arrays of integers.</summary>
    public bool IsInteger => sources.All(source => source.Array.Kind.IsInteger());

    /// <summary>Reads events of one input, row-major.</summary>
    /// <param name="input">Position of the input in <see cref="Inputs"/>.</param>
    /// <param name="start">The first event.</param>
    /// <param name="count">How many events.</param>
    /// <param name="destination">At least <paramref name="count"/> times the input's size long.</param>
    /// <exception cref="FastAIException">The file cannot be read there, or a value is not finite and none can be missing there.</exception>
    public void ReadAsDouble(int input, long start, int count, Span<double> destination)
    {
        var source = sources[input];
        source.ReadAsDouble(start, count, destination);
        CheckFinite(source, Inputs[input], "event", start, destination[..(count * Inputs[input].Size)], Inputs[input].Size);
    }

    /// <summary>Rows of the file.</summary>
    public long RowCount => EventCount / EventsPerRow;

    /// <summary>Elements of an input in a row: those of an event, or of a longer recording.</summary>
    public int ElementsPerRow(int input) => sources[input].ElementsPerRow;

    /// <summary>Reads an input's part of whole rows, as they stand in the file.</summary>
    /// <param name="input">Position of the input in <see cref="Inputs"/>.</param>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="destination">At least <paramref name="count"/> times <see cref="ElementsPerRow"/> long.</param>
    /// <exception cref="FastAIException">The file cannot be read there, or a value is not finite and none can be missing there.</exception>
    public void ReadRows(int input, long start, int count, Span<double> destination)
    {
        var source = sources[input];
        source.ReadRows(start, count, destination);
        CheckFinite(source, Inputs[input], "recording", start, destination[..(count * source.ElementsPerRow)], source.ElementsPerRow);
    }

    /// <summary>Reads events of one input exactly as integers, row-major; see <see cref="ReadAsDouble"/>.</summary>
    /// <exception cref="FastAIException">The file cannot be read there, or does not hold integers.</exception>
    public void ReadAsLong(int input, long start, int count, Span<long> destination) =>
        sources[input].ReadAsLong(start, count, destination);

    private static IReadOnlyList<InputSource> Match(DataFile file, IReadOnlyList<EventInput> inputs)
    {
        var arrays = file.Arrays;
        if (inputs.All(input => arrays.Any(array => array.Name == input.Name)))
        {
            return [.. inputs.Select(input => Whole(arrays.First(array => array.Name == input.Name), input))];
        }
        if (arrays.Count == 1 && inputs.Count == 1)
        {
            return [Whole(arrays[0], inputs[0])];
        }
        if (
            arrays.Count == inputs.Count
            && Enumerable.Range(0, arrays.Count).All(index => arrays.Any(array => array.Name == $"arr_{index}"))
        )
        {
            return [.. inputs.Select((input, index) => Whole(arrays.First(array => array.Name == $"arr_{index}"), input))];
        }
        if (arrays.Count == 1 && arrays[0].Shape.Count == 2 && arrays[0].ElementsPerEvent == inputs.Sum(input => (long)input.Size))
        {
            var first = 0;
            return [.. inputs.Select(input => new EventSource(arrays[0], (first += input.Size) - input.Size, input.Size))];
        }
        throw DataError.In(file.Path, $"does not fit the model's inputs. Expected: {Expected(inputs)}. Found: {Found(file)}.");
    }

    private static InputSource Whole(DataArray array, EventInput input) =>
        Agree(array, input)
            ? new EventSource(array, 0, input.Size)
            : WindowSource.For(array, input) as InputSource
                ?? throw DataError.In(
                    array.Path,
                    $"array \"{array.Name}\" does not fit input \"{input.Name}\". Expected: "
                        + $"{ShapeText.OfEvents(input.Shape)}. Found: {ShapeText.Of(array.Shape)}{Hint(array, input)}."
                );

    private static bool Agree(DataArray array, EventInput input)
    {
        var found = array.Shape.Skip(1).Where(dimension => dimension != 1).ToArray();
        var expected = input.Shape.Where(dimension => dimension != 1).Select(dimension => (long)dimension).ToArray();
        return array.ElementsPerEvent == input.Size
            && (found.Length <= 1 || expected.Length <= 1 || found.AsSpan().SequenceEqual(expected));
    }

    private static string Hint(DataArray array, EventInput input) =>
        array.Shape.Aggregate(Int128.One, (product, dimension) => product * dimension) == input.Size
            ? "; a single event still needs the event axis: reshape it to (1, ...)"
        : array.ElementsPerEvent == input.Size
            ? "; the number of elements fits, their order does not: transpose or flatten it to (events, " + input.Size + ")"
        : "";

    private static string Expected(IEnumerable<EventInput> inputs) =>
        string.Join(", ", inputs.Select(input => $"\"{input.Name}\" {ShapeText.OfEvents(input.Shape)}"));

    private static string Found(DataFile file) =>
        string.Join(", ", file.Arrays.Select(array => $"\"{array.Name}\" {ShapeText.Of(array.Shape)}"));

    private static void CheckFinite(InputSource source, EventInput input, string row, long start, ReadOnlySpan<double> values, int size)
    {
        if (source.Array.Kind.IsInteger())
        {
            return;
        }
        long count = 0,
            first = -1;
        for (var index = 0; index < values.Length; index++)
        {
            if (!double.IsFinite(values[index]) && !(double.IsNaN(values[index]) && input.CanBeMissing(index % size, size)))
            {
                first = count++ == 0 ? index : first;
            }
        }
        if (count > 0)
        {
            throw DataError.In(
                source.Array.Path,
                $"array \"{source.Array.Name}\": {values[(int)first]} at {row} {start + first / size}, element "
                    + $"{first % size} of input \"{input.Name}\"; "
                    + $"{count} of the {values.Length} values of {row}s {start} to {start + values.Length / size - 1} are not finite. "
                    + "Firmware has no such values: remove or replace them"
                    + (
                        double.IsNaN(values[(int)first])
                            ? $"; or, for trees that know missing values, compile with a precision file that keeps a mantissa for them, such as  {input.Name}: {{ format: \"fixed<16,6>\", missing: least }}"
                            : "."
                    )
            );
        }
    }
}
