using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Serialization;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

public sealed class EmulatorTests
{
    [Fact]
    public void ThreadsGiveTheSameResultsInOrder()
    {
        var graph = RandomGraphs.Create(10_003, RandomGraphOptions.Narrow);
        const int Events = 5_000;
        long[] inputs = RandomInputs.For(graph, 1, Events),
            one = new long[Events * graph.OutputCount],
            three = new long[one.Length];
        var emulator = Emulator.Create(graph);
        emulator.Run(inputs, one);
        emulator.Run(inputs, three, threads: 3);
        Assert.Equal(one, three);
        Assert.Equal(Oracle.Run(graph, inputs.AsSpan(^graph.InputCount..)), one[^graph.OutputCount..]);
    }

    [Fact]
    public void OneEmulatorServesManyThreadsAtOnce()
    {
        var graph = RandomGraphs.Create(10_004, RandomGraphOptions.Narrow);
        var emulator = Emulator.Create(graph);
        Parallel.For(0, 40, i =>
        {
            long[] inputs = RandomInputs.For(graph, i, 70),
                outputs = new long[70 * graph.OutputCount];
            emulator.Run(inputs, outputs);
            Assert.Equal(Oracle.Run(graph, inputs.AsSpan(0, 2 * graph.InputCount)), outputs[..(2 * graph.OutputCount)]);
            emulator.Run(inputs.AsSpan(0, graph.InputCount), outputs.AsSpan(0, graph.OutputCount));
            Assert.Equal(Oracle.Run(graph, inputs.AsSpan(0, graph.InputCount)), outputs[..graph.OutputCount]);
        });
    }

    [Fact]
    public void NarrowOverloadsAgreeWithTheWideOne()
    {
        int compared = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var graph = RandomGraphs.Create(seed, RandomGraphOptions.Narrow);
            var emulator = Emulator.Create(graph);
            if (emulator.Inputs.Concat(emulator.Outputs).Any(p => p.Formats.Stored.Any(f => f.Width + (f.Signed ? 0 : 1) > 16)))
                continue;
            const int Events = 64 + 5;
            long[] x = RandomInputs.For(graph, seed, Events),
                y = new long[Events * graph.OutputCount];
            emulator.Run(x, y);
            short[] x16 = Array.ConvertAll(x, m => (short)m),
                y16 = new short[y.Length];
            emulator.Run(x16, y16);
            int[] x32 = Array.ConvertAll(x, m => (int)m),
                y32 = new int[y.Length];
            emulator.Run(x32, y32);
            Assert.Equal(y, Array.ConvertAll(y16, m => (long)m));
            Assert.Equal(y, Array.ConvertAll(y32, m => (long)m));
            emulator.Run(x16.AsSpan(0, graph.InputCount), y16.AsSpan(0, graph.OutputCount));
            Assert.Equal(y[..graph.OutputCount], Array.ConvertAll(y16[..graph.OutputCount], m => (long)m));
            compared++;
        }
        Assert.InRange(compared, 20, 300);
    }

    [Fact]
    public void TheTraceIsTheOracles()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            var graph = RandomGraphs.Create(seed);
            long[] inputs = RandomInputs.For(graph, seed, 3);
            var trace = Emulator.Create(graph).Trace(inputs);
            for (int e = 0; e < 3; e++)
            {
                long[][] expected = Oracle.Trace(graph, inputs.AsSpan(e * graph.InputCount, graph.InputCount));
                for (int n = 0; n < expected.Length; n++)
                    Assert.True(
                        trace[graph.Nodes[n].Name].Slice(e * expected[n].Length, expected[n].Length).SequenceEqual(expected[n]),
                        $"seed {seed}, event {e}, {graph.Nodes[n]}"
                    );
            }
        }
    }

    [Fact]
    public void SaturationsAreTheValuesThatLeaveTheFormat()
    {
        long seen = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            var graph = RandomGraphs.Create(seed);
            long[] inputs = RandomInputs.For(graph, seed, 4);
            var counts = Emulator.Create(graph).Saturations(inputs).ToDictionary(c => c.Tensor);
            var expected = counts.Keys.ToDictionary(k => k, _ => 0L);
            for (int e = 0; e < 4; e++)
            {
                long[][] tensors = Oracle.Trace(graph, inputs.AsSpan(e * graph.InputCount, graph.InputCount));
                foreach (var node in graph.Nodes.OfType<QuantizeNode>())
                {
                    for (int i = 0; i < node.Type.Count; i++)
                    {
                        // Rounding alone, into a format so wide that nothing is limited there.
                        var format = node.Type[i].Format;
                        long least = node.Overflow == Overflow.SatSym && format.Signed ? -format.MaxMantissa : format.MinMantissa;
                        var wide = ExactQuantize.Round(
                            tensors[node.Input][i],
                            graph.Nodes[node.Input].Type[i].Fraction - format.Fraction,
                            node.Rounding
                        );
                        if (wide < least || wide > format.MaxMantissa)
                            expected[node.Name]++;
                    }
                }
            }
            foreach (var (name, count) in expected)
            {
                Assert.Equal(count, counts[name].Limited);
                seen += count;
            }
        }
        Assert.True(seen > 100);
    }

    [Theory]
    [InlineData(Rounding.Rnd, Overflow.Sat)]
    [InlineData(Rounding.RndConv, Overflow.Wrap)]
    [InlineData(Rounding.TrnZero, Overflow.SatZero)]
    [InlineData(Rounding.RndMinInf, Overflow.SatSym)]
    public void RealInputsAreQuantisedExactly(Rounding rounding, Overflow overflow)
    {
        var random = new Random(4);
        for (int i = 0; i < 40; i++)
        {
            int width = random.Next(1, 40);
            var format = new FixedFormat(random.Next(2) == 0, width, random.Next(-5, width + 5));
            var builder = new FixedGraphBuilder("identity");
            builder.Output("y", builder.Input("x", new Shape(12), PerElement<FixedFormat>.Uniform(format, 12), rounding, overflow));
            var emulator = Emulator.Create(builder.Build());
            double[] values = [.. Enumerable.Range(0, 300).Select(k => Value(random, format, k))],
                results = new double[300];
            long limited = emulator.Run(values, results, threads: 2),
                expected = 0;
            for (int k = 0; k < values.Length; k++)
            {
                Assert.Equal(Quantizer.ToReal(Quantizer.Quantize(values[k], format, rounding, overflow), format.Fraction), results[k]);
                double nearest = values[k] / format.Step;
                if (
                    Math.Abs(nearest) < 1e15
                    && Math.Abs(nearest) > 1e-9
                    && Quantizer.Round((Int128)Math.ScaleB(nearest, 60), 60, rounding) is var rounded
                    && (
                        rounded > format.MaxMantissa
                        || rounded < (overflow == Overflow.SatSym && format.Signed ? -format.MaxMantissa : format.MinMantissa)
                    )
                )
                    expected++;
            }
            Assert.InRange(limited, expected, expected + values.Count(v => Math.Abs(v / format.Step) is >= 1e15 or <= 1e-9));
        }
    }

    [Fact]
    public void InputsAreHeldToTheirFormats()
    {
        var graph = RandomGraphs.Create(10_001, RandomGraphOptions.Narrow);
        var emulator = Emulator.Create(graph);
        foreach (int events in (ReadOnlySpan<int>)[1, 64, 3_000])
        {
            long[] inputs = RandomInputs.For(graph, 1, events),
                outputs = new long[events * graph.OutputCount];
            inputs[^1] = 1L << 40;
            foreach (int threads in (ReadOnlySpan<int>)[1, 2])
            {
                var e = Assert.Throws<FastAIException>(() => emulator.Run(inputs, outputs, threads));
                Assert.Contains($"event {events - 1},", e.Message, StringComparison.Ordinal);
                Assert.Contains("1099511627776", e.Message, StringComparison.Ordinal);
            }
        }
        Assert.Throws<FastAIException>(() =>
            emulator.Run(Enumerable.Repeat(double.NaN, graph.InputCount).ToArray(), new double[graph.OutputCount])
        );
        Assert.Throws<ArgumentException>(() => emulator.Run(new long[graph.InputCount + 1], new long[graph.OutputCount]));
    }

    [Fact]
    public void AModelLoadedFromAFileRuns()
    {
        var graph = RandomGraphs.Create(5);
        string path = Path.GetTempFileName();
        try
        {
            FaiFile.Save(graph, path);
            var emulator = Emulator.Load(path);
            long[] inputs = RandomInputs.For(graph, 1, 2),
                outputs = new long[2 * graph.OutputCount];
            emulator.Run(inputs, outputs);
            Assert.Equal(Oracle.Run(graph, inputs), outputs);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RunningAllocatesNothing(bool trees)
    {
        var graph = Enumerable
            .Range(0, 500)
            .Select(seed => RandomGraphs.Create(seed, RandomGraphOptions.Narrow))
            .First(g =>
                g.Nodes.OfType<AffineNode>().Count() >= 2
                && g.Nodes.OfType<ReduceNode>().Any()
                && g.Nodes.OfType<TreeEnsembleNode>().Any() == trees
            );
        foreach (var set in Enum.GetValues<InstructionSet>().Where(Emulator.IsSupported))
        {
            var emulator = Emulator.Create(graph, new EmulatorOptions { InstructionSet = set });
            long[] inputs = RandomInputs.For(graph, 1, 1000),
                outputs = new long[1000 * graph.OutputCount];
            Allocations.None(() => emulator.Run(inputs, outputs));
        }
    }

    private static double Value(Random random, FixedFormat format, int k) =>
        (k % 6) switch
        {
            0 => (random.Next(-9, 10) + 0.5) * format.Step,
            1 => (random.NextDouble() - 0.5) * 4 * format.Step * format.MaxMantissa,
            2 => random.Next(-3, 4) * format.Step,
            3 => (random.NextDouble() - 0.5) * 1e-200,
            4 => (random.NextDouble() - 0.5) * 1e200,
            _ => (random.NextDouble() - 0.5) * 8 * format.Step,
        };
}
