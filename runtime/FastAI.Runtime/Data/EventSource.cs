using System.Buffers;

namespace FastAI.Runtime.Data;

/// <summary>A range of the elements of every event of an array.</summary>
internal sealed record EventSource(DataArray Array, int First, int Size)
{
    private delegate void ReadEvents<T>(long start, int count, Span<T> destination);

    internal void ReadAsDouble(long start, int count, Span<double> destination) => Read(start, count, destination, Array.ReadAsDouble);

    internal void ReadAsLong(long start, int count, Span<long> destination) => Read(start, count, destination, Array.ReadAsLong);

    private void Read<T>(long start, int count, Span<T> destination, ReadEvents<T> read)
    {
        if (Size == Array.ElementsPerEvent)
        {
            read(start, count, destination);
            return;
        }
        var whole = ArrayPool<T>.Shared.Rent(count * Array.ElementsPerEvent);
        read(start, count, whole);
        for (var row = 0; row < count; row++)
        {
            whole.AsSpan(row * Array.ElementsPerEvent + First, Size).CopyTo(destination[(row * Size)..]);
        }
        ArrayPool<T>.Shared.Return(whole);
    }
}
