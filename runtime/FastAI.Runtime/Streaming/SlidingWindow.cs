using System.Numerics;

namespace FastAI.Runtime.Streaming;

/// <summary>The latest samples of one channel, oldest first.</summary>
internal sealed class SlidingWindow<T>(int length)
    where T : unmanaged, IBinaryInteger<T>
{
    // Samples are appended; when the room is used up the window moves to its front, once in many samples.
    private readonly T[] samples = new T[length + 4096];
    private int count;

    /// <summary>Whether as many samples are there as the model takes.</summary>
    internal bool IsWhole => count >= length;

    internal ReadOnlySpan<T> Samples => samples.AsSpan(count - length, length);

    internal void Clear() => count = 0;

    internal void Add(T sample)
    {
        if (count == samples.Length)
        {
            samples.AsSpan(count - length, length).CopyTo(samples);
            count = length;
        }
        samples[count++] = sample;
    }
}
