using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>Affine maps of 8-bit elements and weights: signed and unsigned, odd tails, the ends of all ranges, every rounding and
/// overflow mode, gathers between.</summary>
public sealed class ByteTests
{
    public static TheoryData<InstructionSet> InstructionSets => OracleTests.InstructionSets;

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void DenseLayers(InstructionSet set)
    {
        for (int seed = 0; seed < 120; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 40);
            bool signed = seed % 2 == 0;
            var builder = new FixedGraphBuilder("dense");
            int x = builder.Input(
                "x",
                new Shape(count),
                PerElement<FixedFormat>.Uniform(new FixedFormat(signed, seed % 3 == 0 ? 5 : 8, 3), count)
            );
            for (int layer = 0; layer < 3; layer++)
            {
                int next = random.Next(1, 40),
                    from = count;
                // The ends of the range often: sums of extremes.
                long Weight() =>
                    random.Next(4) switch
                    {
                        0 => sbyte.MinValue,
                        1 => sbyte.MaxValue,
                        _ => random.Next(-20, 20),
                    };
                var block = new AffineBlock(
                    from,
                    next,
                    [.. Enumerable.Range(0, from)],
                    [.. Enumerable.Range(0, next)],
                    [.. Enumerable.Range(0, from * next).Select(_ => Weight())],
                    [.. Enumerable.Range(0, next).Select(_ => (long)random.Next(-5000, 5000))]
                );
                x = builder.Affine(
                    $"dense{layer}",
                    x,
                    new Shape(next),
                    [block],
                    PerElement<int>.Uniform(builder.TypeOf(x)[0].Fraction + 5, next)
                );
                if (random.Next(2) == 0)
                    x = builder.Unary($"relu{layer}", UnaryOperation.Relu, x);
                int fraction = random.Next(0, 6);
                bool sign = random.Next(2) == 0;
                var format =
                    random.Next(3) == 0
                        ? PerElement<FixedFormat>.Create(next, i => new FixedFormat(sign, 6 + i % 3, 6 + i % 3 - fraction + i % 2))
                        : PerElement<FixedFormat>.Uniform(new FixedFormat(sign, 8, 8 - fraction), next);
                bool plain = random.Next(3) > 0;
                x = builder.Quantize(
                    $"quantize{layer}",
                    x,
                    format,
                    plain ? Rounding.Rnd : (Rounding)random.Next(7),
                    plain ? Overflow.Sat : (Overflow)random.Next(4)
                );
                if (builder.TypeOf(x).Elements.Stored.Select(e => e.Fraction).Distinct().Count() > 1)
                    x = builder.Quantize(
                        $"align{layer}",
                        x,
                        PerElement<FixedFormat>.Uniform(new FixedFormat(sign, 8, 8 - fraction), next),
                        Rounding.Trn,
                        Overflow.Sat
                    );
                if (random.Next(3) == 0)
                    x = builder.Gather(
                        $"shuffle{layer}",
                        [x],
                        new Shape(next),
                        [.. Enumerable.Range(0, next).Select(_ => random.Next(next))]
                    );
                count = next;
            }
            builder.Output("y", x);
            Check(builder.Build(), set, seed);
        }
    }

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void ConvolutionsOverManyChannels(InstructionSet set)
    {
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            int length = random.Next(3, 9),
                channels = random.Next(3, 9);
            var builder = new FixedGraphBuilder("convolution");
            int x = builder.Input(
                "x",
                new Shape(channels, length),
                PerElement<FixedFormat>.Uniform(new FixedFormat(seed % 2 == 0, 8, 3), channels * length)
            );
            for (int layer = 0; layer < 2; layer++)
            {
                int made = random.Next(3, 12),
                    read = channels;
                ImmutableArray<int> from =
                [
                    .. from p in Enumerable.Range(0, length)
                    from k in Enumerable.Range(-1, 3)
                    from c in Enumerable.Range(0, read)
                    select p + k >= 0 && p + k < length ? c * length + p + k : -1,
                ];
                ImmutableArray<int> to =
                [
                    .. from p in Enumerable.Range(0, length) from c in Enumerable.Range(0, made) select c * length + p,
                ];
                var block = new AffineBlock(
                    3 * read,
                    made,
                    from,
                    to,
                    [.. Enumerable.Range(0, 3 * read * made).Select(_ => (long)random.Next(sbyte.MinValue, sbyte.MaxValue + 1))],
                    [.. new long[made]]
                );
                x = builder.Affine(
                    $"conv{layer}",
                    x,
                    new Shape(made, length),
                    [block],
                    PerElement<int>.Uniform(builder.TypeOf(x)[0].Fraction + 5, made * length)
                );
                x = builder.Quantize(
                    $"quantize{layer}",
                    x,
                    PerElement<FixedFormat>.Uniform(new FixedFormat(random.Next(2) == 0, 8, 4), made * length),
                    Rounding.Rnd,
                    Overflow.Sat
                );
                channels = made;
            }
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
