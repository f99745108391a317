using System.Numerics;

namespace FastAI.Runtime.Streaming;

/// <summary>Events on their way to the emulator and back. Reused.</summary>
/// <typeparam name="T">Integers that hold the mantissas of all inputs and outputs.</typeparam>
internal sealed class EventBatch<T>(int inputs, int outputs, int recorded)
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>Events of a batch: enough to hide the handing over, few enough to stay in the second-level cache.</summary>
    internal const int Capacity = 1024;

    internal T[] Inputs { get; } = new T[Capacity * inputs];

    internal T[] Outputs { get; } = new T[Capacity * outputs];

    internal long[] Numbers { get; } = new long[Capacity];

    internal int[] Channels { get; } = new int[Capacity];

    /// <summary>Recorded firmware results that are compared, event by event.</summary>
    internal long[] Recorded { get; } = new long[Capacity * recorded];

    internal int Count { get; set; }

    internal bool IsFull => Count == Capacity;

    internal Span<T> InputsOf(int index) => Inputs.AsSpan(index * inputs, inputs);
}
