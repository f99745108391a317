using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

/// <summary>Comparisons of one word with many constants.</summary>
public sealed class ThresholdTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Comparisons_that_share_tables_are_comparisons(bool dual)
    {
        var random = new Random(dual ? 1 : 2);
        for (int round = 0; round < 150; round++)
        {
            var format = new FixedFormat(random.Next(2) == 0, random.Next(1, random.Next(4) == 0 ? 64 : 20), 4);
            var builder = new CircuitBuilder();
            builder.BeginLayer("thresholds");
            int x = builder.Input(0, 0, format);
            // a word that is not centred, and one of few values
            int word = random.Next(3) == 0 && format.Width < 40 ? builder.AddConstant(x, random.Next(-3000, 3000)) : x;
            Interval range = builder.RangeOf(word);
            long low = (long)Int128.Max(range.Low - 3, long.MinValue),
                high = (long)Int128.Min(range.High + 3, long.MaxValue - 1);
            long centre = random.NextInt64(low, high + 1);
            long[] thresholds =
            [
                .. Enumerable
                    .Range(0, random.Next(1, 120))
                    .Select(_ =>
                        random.Next(3) switch
                        {
                            0 => random.NextInt64(low, high + 1),
                            1 => Math.Clamp(centre + random.Next(-40, 40), low, high),
                            _ => random.NextInt64(low, high + 1) | ((1L << random.Next(0, 9)) - 1),
                        }
                    ),
            ];
            var bits = new ThresholdBits(builder, word, thresholds, dual);
            int[] tests = [.. thresholds.Select(bits.AtMost)];
            Circuit circuit = builder.Build(
                "thresholds",
                [new CircuitInput("x", new Shape(1), [x])],
                [
                    new CircuitOutput(
                        "y",
                        new Shape(tests.Length),
                        [.. tests],
                        PerElement<FixedFormat>.Uniform(new FixedFormat(false, 1, 1), tests.Length)
                    ),
                ]
            );
            CircuitVerifier.Verify(circuit);
            for (int e = 0; e < 60; e++)
            {
                long value = e switch
                {
                    0 => format.MinMantissa,
                    1 => format.MaxMantissa,
                    _ => Near(random, thresholds, format),
                };
                Int128[] values = CircuitInterpreter.Trace(circuit, [value]);
                for (int i = 0; i < tests.Length; i++)
                    Assert.True(
                        (values[tests[i]] == 1) == (values[word] <= thresholds[i]),
                        $"round {round}: {values[word]} <= {thresholds[i]} is {values[tests[i]]}"
                    );
            }
        }
    }

    /// <summary>Seventy-five constants of a usual feature: two outputs of a table halve what the comparisons take.</summary>
    [Fact]
    public void Many_comparisons_take_little_more_than_a_table_each()
    {
        var random = new Random(5);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        long[] thresholds = [.. Enumerable.Range(0, 75).Select(_ => (long)(2000 * Normal())).Distinct()];
        var builder = new CircuitBuilder();
        builder.BeginLayer("thresholds");
        int x = builder.Input(0, 0, new FixedFormat(true, 16, 6));
        var bits = new ThresholdBits(builder, x, thresholds, dual: true);
        int[] tests = [.. thresholds.Select(bits.AtMost)];
        Circuit circuit = builder.Build(
            "thresholds",
            [new CircuitInput("x", new Shape(1), [x])],
            [
                new CircuitOutput(
                    "y",
                    new Shape(tests.Length),
                    [.. tests],
                    PerElement<FixedFormat>.Uniform(new FixedFormat(false, 1, 1), tests.Length)
                ),
            ]
        );
        int luts = circuit.Words.Count(w => w is LutWord);
        Assert.InRange(luts, thresholds.Length, 3.2 * thresholds.Length);
        Assert.All(circuit.Words.OfType<LutWord>(), l => Assert.InRange(l.Inputs.Length, 2, 6));
        Assert.True(circuit.Words.OfType<LutWord>().Count(l => l.Inputs.Length <= 5) > luts * 3 / 4, "tables that cannot share a cell");
    }

    private static long Near(Random random, long[] thresholds, FixedFormat format)
    {
        if (random.Next(3) == 0)
            return random.NextInt64(format.MinMantissa, format.MaxMantissa);
        Int128 value = (Int128)thresholds[random.Next(thresholds.Length)] + random.Next(-2, 3);
        return (long)Int128.Clamp(value, format.MinMantissa, format.MaxMantissa);
    }
}
