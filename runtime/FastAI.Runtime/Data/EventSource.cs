using System.Buffers;

namespace FastAI.Runtime.Data;

/// <summary>A range of the elements of every event of an array.</summary>
internal sealed class EventSource(DataArray array, int first, int size) : InputSource(array)
{
    internal override long EventCount => Array.EventCount;

    private delegate void ReadEvents<T>(long start, int count, Span<T> destination);

    internal override void ReadAsDouble(long start, int count, Span<double> destination) =>
        Read(start, count, destination, Array.ReadAsDouble);

    internal override void ReadAsLong(long start, int count, Span<long> destination) => Read(start, count, destination, Array.ReadAsLong);

    internal override int ElementsPerRow => size;

    internal override void ReadRows(long start, int count, Span<double> destination) => ReadAsDouble(start, count, destination);

    private void Read<T>(long start, int count, Span<T> destination, ReadEvents<T> read)
    {
        if (size == Array.ElementsPerEvent)
        {
            read(start, count, destination);
            return;
        }
        var whole = ArrayPool<T>.Shared.Rent(count * Array.ElementsPerEvent);
        read(start, count, whole);
        for (var row = 0; row < count; row++)
        {
            whole.AsSpan(row * Array.ElementsPerEvent + first, size).CopyTo(destination[(row * size)..]);
        }
        ArrayPool<T>.Shared.Return(whole);
    }
}
