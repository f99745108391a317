namespace FastAI.Runtime.Data;

/// <summary>The windows of recordings that are longer than an event: event by event one tick further, recording after recording.</summary>
internal sealed class WindowSource : InputSource
{
    private readonly EventInput input;
    private readonly long ticks;
    private readonly double[] doubles;
    private readonly long[] longs;
    private long rowOfDoubles = -1;
    private long rowOfLongs = -1;

    private WindowSource(DataArray array, EventInput input, long ticks)
        : base(array)
    {
        this.input = input;
        this.ticks = ticks;
        var real = !array.Kind.IsInteger();
        doubles = new double[array.ElementsPerEvent];
        longs = real ? [] : new long[array.ElementsPerEvent];
    }

    internal override long EventsPerRow => ticks - input.Ticks + 1;

    internal override long EventCount => Array.EventCount * EventsPerRow;

    /// <summary>Null where the array does not hold recordings of the input that are longer than an event.</summary>
    internal static WindowSource? For(DataArray array, EventInput input)
    {
        if (input.TimeAxis is not { } axis)
        {
            return null;
        }
        var width = input.Size / input.Ticks;
        var ticks = array.ElementsPerEvent / width;
        if (array.ElementsPerEvent % width != 0 || ticks <= input.Ticks)
        {
            return null;
        }
        var found = array.Shape.Skip(1).Where(dimension => dimension != 1).ToArray();
        var expected = (axis < 0 ? input.Shape.Prepend(ticks) : input.Shape.Select((dimension, index) => index == axis ? ticks : dimension))
            .Where(dimension => dimension != 1)
            .Select(dimension => (long)dimension)
            .ToArray();
        return found.Length <= 1 || found.AsSpan().SequenceEqual(expected) ? new WindowSource(array, input, ticks) : null;
    }

    internal override void ReadAsDouble(long start, int count, Span<double> destination)
    {
        for (var index = 0; index < count; index++)
        {
            var row = (start + index) / EventsPerRow;
            if (row != rowOfDoubles)
            {
                Array.ReadAsDouble(row, 1, doubles);
                rowOfDoubles = row;
            }
            Copy<double>(doubles, (start + index) % EventsPerRow, destination.Slice(index * input.Size, input.Size));
        }
    }

    internal override void ReadAsLong(long start, int count, Span<long> destination)
    {
        for (var index = 0; index < count; index++)
        {
            var row = (start + index) / EventsPerRow;
            if (row != rowOfLongs)
            {
                Array.ReadAsLong(row, 1, longs);
                rowOfLongs = row;
            }
            Copy<long>(longs, (start + index) % EventsPerRow, destination.Slice(index * input.Size, input.Size));
        }
    }

    internal override int ElementsPerRow => Array.ElementsPerEvent;

    internal override void ReadRows(long start, int count, Span<double> destination) => Array.ReadAsDouble(start, count, destination);

    private void Copy<T>(ReadOnlySpan<T> recording, long first, Span<T> window)
    {
        var (inner, length) = (input.Inner, input.Ticks * input.Inner);
        for (var outer = 0; outer < window.Length / length; outer++)
        {
            recording.Slice((int)((outer * ticks + first) * inner), length).CopyTo(window[(outer * length)..]);
        }
    }
}
