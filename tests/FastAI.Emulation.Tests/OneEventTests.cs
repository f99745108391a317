using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>
/// Dense layers one event at a time against the oracle: widths around those of one and two registers of bytes, results of 8, 16 and more
/// bits, layers between whose results are outputs or are read by two.
/// </summary>
public sealed class OneEventTests
{
    private static readonly int[] Widths = [1, 5, 8, 9, 16, 24, 25, 28, 31, 32, 33, 48, 56, 57, 61, 63, 64, 65, 96];

    public static TheoryData<InstructionSet> InstructionSets => OracleTests.InstructionSets;

    [Theory]
    [MemberData(nameof(InstructionSets))]
    public void LayersOneAfterAnother(InstructionSet set)
    {
        const int Events = 9;
        for (int seed = 0; seed < 150; seed++)
        {
            var graph = Create(new Random(seed));
            var emulator = Emulator.Create(graph, new EmulatorOptions { InstructionSet = set });
            long[] inputs = RandomInputs.For(graph, seed, Events),
                expected = Oracle.Run(graph, inputs);
            bool narrow = emulator.Inputs.Concat(emulator.Outputs).All(p => p.Formats.Stored.All(f => f.Width + (f.Signed ? 0 : 1) <= 16));
            for (int e = 0; e < Events; e++)
            {
                var one = inputs.AsSpan(e * graph.InputCount, graph.InputCount);
                long[] outputs = new long[graph.OutputCount],
                    right = expected[(e * graph.OutputCount)..((e + 1) * graph.OutputCount)];
                emulator.Run(one, outputs);
                Assert.True(right.AsSpan().SequenceEqual(outputs), $"seed {seed}, event {e}, lanes of {emulator.Lanes}");
                if (!narrow)
                    continue;
                short[] shorts = new short[graph.OutputCount];
                emulator.Run(Array.ConvertAll(one.ToArray(), m => (short)m), shorts);
                Assert.Equal(right, Array.ConvertAll(shorts, m => (long)m));
            }
        }
    }

    private static FixedGraph Create(Random random)
    {
        var builder = new FixedGraphBuilder("layers");
        int count = Widths[random.Next(Widths.Length)],
            layers = random.Next(2, 6);
        int x = builder.Input("x", new Shape(count), PerElement<FixedFormat>.Uniform(new FixedFormat(random.Next(2) == 0, 8, 3), count));
        var outputs = new List<int>();
        for (int layer = 0; layer < layers; layer++)
        {
            // Often widths that fill a register or two, save for a few lanes.
            int next = random.Next(3) == 0 ? Widths[random.Next(Widths.Length)] : random.Next(2) * 32 + random.Next(25, 33);
            var block = new AffineBlock(
                count,
                next,
                [.. Enumerable.Range(0, count)],
                [.. Enumerable.Range(0, next)],
                [.. Enumerable.Range(0, count * next).Select(_ => random.Next(8) == 0 ? sbyte.MinValue : (long)random.Next(-20, 20))],
                [.. Enumerable.Range(0, next).Select(_ => (long)random.Next(-5000, 5000))]
            );
            var scale = PerElement<int>.Uniform(builder.TypeOf(x)[0].Fraction + 5, next);
            x = builder.Affine($"dense{layer}", x, new Shape(next), [block], scale);
            bool last = layer == layers - 1,
                positive = random.Next(3) > 0;
            int width = last && random.Next(2) == 0 ? random.Next(9, 25) : random.Next(6, 9);
            if (positive)
                x = builder.Unary($"relu{layer}", UnaryOperation.Relu, x);
            var format = new FixedFormat(!positive, width, random.Next(0, 8));
            x = builder.Quantize($"quantize{layer}", x, PerElement<FixedFormat>.Uniform(format, next), Rounding.Rnd, Overflow.Sat);
            if (last || random.Next(6) == 0)
                outputs.Add(x);
            count = next;
        }
        for (int i = 0; i < outputs.Count; i++)
            builder.Output($"y{i}", outputs[i]);
        return builder.Build();
    }
}
