namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Seeded choices for property tests.</summary>
internal sealed class TestRandom(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>From low to high, both included.</summary>
    public int Next(int low, int high) => random.Next(low, high + 1);

    public bool Flag() => random.Next(2) == 1;

    public float Float(double low = -1, double high = 1) => (float)(low + (high - low) * random.NextDouble());

    public float[] Floats(int count, double low = -1, double high = 1) => [.. Enumerable.Range(0, count).Select(_ => Float(low, high))];

    public T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    public long[] Longs(int count, int low, int high) => [.. Enumerable.Range(0, count).Select(_ => (long)Next(low, high))];
}
