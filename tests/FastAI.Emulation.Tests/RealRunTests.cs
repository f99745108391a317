using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>Real events, of double and single precision, and the memory of all runs.</summary>
public sealed class RealRunTests
{
    [Fact]
    public void BothPrecisionsAgreeAndAllocateNothing()
    {
        var graph = RandomNetworks.Create(4);
        var emulator = Emulator.Create(graph);
        const int Events = 150;
        var random = new Random(3);
        float[] x = [.. Enumerable.Range(0, Events * graph.InputCount).Select(_ => (float)(random.NextDouble() * 20 - 10))],
            y = new float[Events * graph.OutputCount];
        double[] wide = Array.ConvertAll(x, v => (double)v),
            results = new double[y.Length];
        long limited = emulator.Run(wide, results);
        Assert.InRange(limited, 1, x.Length);
        Assert.Equal(limited, emulator.Run(x, y));
        Assert.Equal(limited, emulator.Run(wide, new double[y.Length], threads: 2));
        Assert.Equal(results, Array.ConvertAll(y, v => (double)v));
        long[] mantissas = new long[x.Length],
            made = new long[y.Length];
        Assert.Equal(limited, emulator.QuantizeInputs(wide, mantissas));
        emulator.Run(mantissas, made);
        double[] steps = [.. emulator.Outputs.SelectMany(p => Enumerable.Range(0, p.Shape.Count).Select(i => p.Formats[i].Step))];
        Assert.Equal(made.Select((m, i) => m * steps[i % steps.Length]), results);
        Allocations.None(() => emulator.Run(wide, results));
        Allocations.None(() => emulator.Run(x, y));
    }

    /// <summary>A thread's memory holds one block of events, whatever the batch: at most 96 events of what the tensors of one
    /// take, and a margin behind each.</summary>
    [Fact]
    public void MemoryBeyondTheWeightsIsBoundedByTheBlock()
    {
        const int MostEvents = 96,
            Margin = 256,
            SpareLanes = 8,
            Events = 20_000;
        for (int seed = 0; seed < 60; seed++)
        {
            var graph = RandomNetworks.Create(seed);
            var emulator = Emulator.Create(graph);
            long elements = graph.Nodes.Sum(n => (long)n.Type.Count + SpareLanes),
                bytes = emulator.WorkspaceBytes;
            // A tensor, and where its storage changes once for each reader, at no more than eight bytes an element.
            Assert.InRange(bytes, 1, 2 * MostEvents * sizeof(long) * elements + 2 * Margin * (graph.Nodes.Length + 1));
            if (seed % 12 > 0)
                continue;
            long[] some = RandomInputs.For(graph, seed, 64),
                x = [.. Enumerable.Range(0, Events * graph.InputCount).Select(i => some[i % some.Length])],
                y = new long[Events * graph.OutputCount];
            Allocations.None(() => emulator.Run(x, y));
            Assert.Equal(bytes, emulator.WorkspaceBytes);
        }
    }
}
