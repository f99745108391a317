using System.Runtime.CompilerServices;
using FastAI.Emulation;

namespace FastAI.Benchmarks.Emulation;

/// <summary>A batch of random mantissas, of 16 bits where all formats fit and else of 32, to run again and again.</summary>
internal sealed class EmulatorCall
{
    private const int Piece = 1024;

    private readonly Emulator emulator;
    private readonly bool narrow;
    private readonly short[] inputs16;
    private readonly short[] outputs16;
    private readonly int[] inputs32;
    private readonly int[] outputs32;

    public EmulatorCall(Emulator emulator, int batch)
    {
        (this.emulator, Batch) = (emulator, batch);
        var random = new Random(5);
        var formats = emulator.Inputs.SelectMany(p => Enumerable.Range(0, p.Shape.Count).Select(i => p.Formats[i])).ToArray();
        inputs32 =
        [
            .. Enumerable
                .Range(0, batch * formats.Length)
                .Select(i =>
                    (int)random.NextInt64((long)formats[i % formats.Length].MinMantissa, (long)formats[i % formats.Length].MaxMantissa + 1)
                ),
        ];
        narrow = emulator.Inputs.Concat(emulator.Outputs).All(p => p.Formats.Stored.All(f => f.Width + (f.Signed ? 0 : 1) <= 16));
        inputs16 = Array.ConvertAll(inputs32, m => (short)m);
        (outputs16, outputs32) = (new short[batch * emulator.OutputCount], new int[batch * emulator.OutputCount]);
    }

    public int Batch { get; }

    /// <summary>The whole batch at once.</summary>
    public void Run(int threads)
    {
        if (narrow)
            emulator.Run(inputs16, outputs16, threads);
        else
            emulator.Run(inputs32, outputs32, threads);
    }

    /// <summary>Seconds an event on one thread; large batches are timed piece by piece.</summary>
    public double PerEvent() => PerEvent(null).Own;

    /// <summary>Seconds an event on one thread, and of what is timed in turn with it.</summary>
    /// <param name="otherOf">Makes the other work for so many events.</param>
    public (double Own, double Other) PerEvent(Func<int, Action>? otherOf)
    {
        int piece = Math.Min(Batch, Piece),
            calls = Math.Max(1, 256 / Batch);
        var (own, other) = Stopwatches.BestBeside(Batch / piece, i => Run(i * piece, piece, calls), otherOf?.Invoke(calls * piece));
        return (own / ((double)calls * Batch), other / ((double)calls * piece));
    }

    /// <summary>Compiled in full at once, and what it calls not within it: what is timed is the emulator's call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(int first, int events, int calls)
    {
        int inputs = emulator.InputCount,
            outputs = emulator.OutputCount;
        if (narrow)
        {
            ReadOnlySpan<short> from = inputs16.AsSpan(first * inputs, events * inputs);
            var to = outputs16.AsSpan(first * outputs, events * outputs);
            for (int call = 0; call < calls; call++)
                emulator.Run(from, to);
        }
        else
        {
            ReadOnlySpan<int> from = inputs32.AsSpan(first * inputs, events * inputs);
            var to = outputs32.AsSpan(first * outputs, events * outputs);
            for (int call = 0; call < calls; call++)
                emulator.Run(from, to);
        }
    }
}
