using System.Numerics;

namespace FastAI.Runtime.Streaming;

/// <summary>Events on their way to the emulator and back. Reused.</summary>
/// <typeparam name="T">Integers that hold the mantissas of all inputs and outputs.</typeparam>
internal sealed class EventBatch<T>(int inputs, int outputs, int recorded, int capacity)
    where T : unmanaged, IBinaryInteger<T>
{
    internal T[] Inputs { get; } = new T[capacity * inputs];

    internal T[] Outputs { get; } = new T[capacity * outputs];

    internal long[] Numbers { get; } = new long[capacity];

    internal int[] Channels { get; } = new int[capacity];

    /// <summary>Recorded firmware results that are compared, event by event.</summary>
    internal long[] Recorded { get; } = new long[capacity * recorded];

    internal int Count { get; set; }

    internal bool IsFull => Count == capacity;

    internal Span<T> InputsOf(int index, int count = 1) => Inputs.AsSpan(index * inputs, count * inputs);

    /// <summary>Adds events of neighbouring channels, as many as there is room for; their inputs are filled in by the caller.</summary>
    /// <returns>How many.</returns>
    internal int Append(int count, long number, int channel)
    {
        count = Math.Min(count, capacity - Count);
        Numbers.AsSpan(Count, count).Fill(number);
        for (int i = 0; i < count; i++)
            Channels[Count + i] = channel + i;
        Count += count;
        return count;
    }
}
