using System.Collections.Concurrent;
using System.Numerics;
using FastAI.Emulation.Planning;
using FastAI.Model;

namespace FastAI.Emulation.Execution;

/// <summary>Real events through an emulator: quantised to the input formats, run, and scaled to real values, block by block.</summary>
/// <param name="emulator">What runs the mantissas.</param>
/// <param name="inputs">How inputs are quantised.</param>
/// <param name="steps">For each output element the value of its last bit.</param>
internal sealed unsafe class RealRunner(Emulator emulator, RealInputs inputs, double[] steps)
{
    private readonly ConcurrentBag<(double[] Reals, long[] Inputs, long[] Outputs)> idle = [];

    /// <returns>How many input values the overflow mode changed.</returns>
    /// <exception cref="FastAIException">A value is not a number.</exception>
    public long Run<T>(T* source, T* target, long events, int threads)
        where T : unmanaged, IFloatingPoint<T> =>
        threads == 1 ? Range(source, target, 0, events) : Parallel(source, target, events, threads);

    /// <summary>Apart from <see cref="Run"/>, so that one thread allocates no closure.</summary>
    private long Parallel<T>(T* source, T* target, long events, int threads)
        where T : unmanaged, IFloatingPoint<T>
    {
        long limited = 0;
        ParallelEvents.Run(events, threads, (first, count) => Interlocked.Add(ref limited, Range(source, target, first, count)));
        return limited;
    }

    private long Range<T>(T* source, T* target, long first, long count)
        where T : unmanaged, IFloatingPoint<T>
    {
        int width = emulator.InputCount,
            results = emulator.OutputCount;
        if (!idle.TryTake(out var block))
            block = (new double[Tile.Events * width], new long[Tile.Events * width], new long[Tile.Events * results]);
        long limited = 0;
        fixed (
            long* mantissas = block.Inputs,
                made = block.Outputs
        )
        {
            for (long e = first; e < first + count; e += Tile.Events)
            {
                int events = (int)Math.Min(Tile.Events, first + count - e);
                ReadOnlySpan<double> reals;
                if (typeof(T) == typeof(double))
                {
                    reals = new ReadOnlySpan<double>(source + e * width, events * width);
                }
                else
                {
                    T* values = source + e * width;
                    for (int i = 0; i < events * width; i++)
                        block.Reals[i] = double.CreateTruncating(values[i]);
                    reals = block.Reals.AsSpan(0, events * width);
                }
                limited += inputs.Quantize(reals, block.Inputs.AsSpan(0, events * width), e);
                emulator.Range(mantissas - (nint)e * width, made - (nint)e * results, e, events);
                ToReal(made, target + e * results, events * results);
            }
        }
        idle.Add(block);
        return limited;
    }

    /// <summary>Exact: a mantissa of up to 53 bits times a power of two; wider ones and single precision are rounded to nearest.</summary>
    private void ToReal<T>(long* mantissas, T* values, int count)
        where T : unmanaged, IFloatingPoint<T>
    {
        for (int i = 0, element = 0; i < count; i++, element = element + 1 == steps.Length ? 0 : element + 1)
            values[i] = T.CreateTruncating(mantissas[i] * steps[element]);
    }
}
