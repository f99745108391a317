using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>Element-wise chains and pooling on 16-bit elements, where kernels work on whole slots of pairs: odd tails, ends of
/// the ranges, every rounding mode.</summary>
public sealed class PairTests
{
    public static TheoryData<InstructionSet> InstructionSets => OracleTests.InstructionSets;

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void Chains(InstructionSet set)
    {
        for (int seed = 0; seed < 120; seed++)
        {
            var random = new Random(seed);
            int count = 2 * random.Next(1, 20) - seed % 2;
            var builder = new FixedGraphBuilder("chain");
            int width = random.Next(2, 8);
            PerElement<FixedFormat> Format(int bits) =>
                PerElement<FixedFormat>.Uniform(new FixedFormat(random.Next(2) == 0, bits, bits - 3), count);
            int a = builder.Input("a", new Shape(count), Format(width)),
                b = builder.Input("b", new Shape(count), Format(width));
            int x = builder.Binary("first", (BinaryOperation)random.Next(5), a, b);
            x = builder.Unary("second", (UnaryOperation)random.Next(3), x);
            int fraction = builder.TypeOf(x)[0].Fraction;
            var formats =
                random.Next(2) == 0
                    ? PerElement<FixedFormat>.Uniform(new FixedFormat(true, width, width - fraction + random.Next(0, 4)), count)
                    : PerElement<FixedFormat>.Create(count, i => new FixedFormat(i % 3 != 0, width + i % 2, width + i % 2 - fraction + 2));
            x = builder.Quantize("third", x, formats, (Rounding)random.Next(7), (Overflow)random.Next(4));
            builder.Output("y", builder.Binary("fourth", (BinaryOperation)random.Next(5), x, x));
            Check(builder.Build(), set, seed);
        }
    }

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void PoolingAfterAConvolution(InstructionSet set)
    {
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            int channels = random.Next(1, 6),
                length = 2 * random.Next(2, 6);
            var builder = new FixedGraphBuilder("pool");
            int x = builder.Input("x", new Shape(length), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 3), length));
            ImmutableArray<int> from =
            [
                .. from p in Enumerable.Range(0, length) from k in Enumerable.Range(-1, 3) select p + k < length ? p + k : -1,
            ];
            ImmutableArray<int> to =
            [
                .. from p in Enumerable.Range(0, length) from c in Enumerable.Range(0, channels) select c * length + p,
            ];
            var block = new AffineBlock(
                3,
                channels,
                from,
                to,
                [.. Enumerable.Range(0, 3 * channels).Select(_ => (long)random.Next(-40, 40))],
                [.. new long[channels]]
            );
            x = builder.Affine("conv", x, new Shape(channels, length), [block], PerElement<int>.Uniform(9, channels * length));
            x = builder.Quantize(
                "q",
                x,
                PerElement<FixedFormat>.Uniform(new FixedFormat(true, 9, 4), channels * length),
                Rounding.Rnd,
                Overflow.Sat
            );
            int pooled = channels * length / 2;
            x = builder.Reduce(
                "pool",
                seed % 2 == 0 ? ReduceOperation.Maximum : ReduceOperation.Minimum,
                x,
                new Shape(pooled),
                2,
                [.. Enumerable.Range(0, channels * length)]
            );
            int[] all = [.. Enumerable.Range(0, pooled)];
            x = builder.Affine(
                "dense",
                x,
                new Shape(3),
                [
                    new AffineBlock(
                        pooled,
                        3,
                        [.. all],
                        [0, 1, 2],
                        [.. Enumerable.Range(0, 3 * pooled).Select(_ => (long)random.Next(-9, 9))],
                        [1, 2, 3]
                    ),
                ],
                PerElement<int>.Uniform(8, 3)
            );
            builder.Output("y", x);
            Check(builder.Build(), set, seed);
        }
    }

    private static void Check(FixedGraph graph, InstructionSet set, int seed)
    {
        const int Events = 67;
        long[] inputs = RandomInputs.For(graph, seed, Events),
            outputs = new long[Events * graph.OutputCount];
        long[] expected = Oracle.Run(graph, inputs);
        foreach (var lanes in (ReadOnlySpan<LaneUse?>)[LaneUse.Events, null])
        {
            var emulator = Emulator.Create(graph, new EmulatorOptions { InstructionSet = set, Lanes = lanes });
            emulator.Run(inputs, outputs);
            Assert.True(expected.AsSpan().SequenceEqual(outputs), $"seed {seed}, lanes of {emulator.Lanes}");
        }
    }
}
