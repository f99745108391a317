using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>Real inputs come to their formats by the rounding and overflow that the model states for each input.</summary>
public sealed class InputModeTests
{
    [Theory]
    [CombinatorialModes]
    public void RealInputsFollowTheModelsModes(Rounding rounding, Overflow overflow)
    {
        FixedFormat format = new(true, 8, 3),
            plain = new(false, 6, 6);
        var builder = new FixedGraphBuilder("modes");
        builder.Output("a", builder.Input("a", new Shape(2), PerElement<FixedFormat>.Create([format, plain]), rounding, overflow));
        builder.Output("b", builder.Input("b", new Shape(1), PerElement<FixedFormat>.Uniform(format, 1)));
        var emulator = Emulator.Create(builder.Build());
        var random = new Random(7);
        var values = new double[3 * 400];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.Next(4) == 0 ? random.Next(-700, 700) / 64.0 : random.NextDouble() * 24 - 12;
        var mantissas = new long[values.Length];
        emulator.QuantizeInputs(values, mantissas);
        for (int i = 0; i < values.Length; i += 3)
        {
            Assert.Equal(Quantizer.Quantize(values[i], format, rounding, overflow), mantissas[i]);
            Assert.Equal(Quantizer.Quantize(values[i + 1], plain, rounding, overflow), mantissas[i + 1]);
            Assert.Equal(Quantizer.Quantize(values[i + 2], format, Rounding.Rnd, Overflow.Sat), mantissas[i + 2]);
        }
    }

    /// <summary>
    /// Whole vectors of elements and what is left of them, with formats of their own: halves, neighbours of zero, numbers that are huge,
    /// infinite, or no numbers.
    /// </summary>
    [Theory]
    [CombinatorialModes]
    public void ManyElementsFollowTheModesToo(Rounding rounding, Overflow overflow)
    {
        const int Count = 19,
            Events = 300;
        var random = new Random(11);
        var formats = PerElement<FixedFormat>.Create(Count, i => new FixedFormat(i % 3 != 0, 2 + 3 * i % 17, 3 - i % 5));
        var builder = new FixedGraphBuilder("many");
        builder.Output("a", builder.Input("a", new Shape(Count), formats, rounding, overflow));
        builder.Output("b", builder.Input("b", new Shape(3), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 6, 2), 3)));
        var emulator = Emulator.Create(builder.Build());
        int width = Count + 3;
        var values = new double[width * Events];
        for (int i = 0; i < values.Length; i++)
        {
            double step = i % width < Count ? formats[i % width].Step : 1.0 / 16;
            values[i] = random.Next(40) switch
            {
                0 => 0,
                1 => random.Next(2) == 0 ? 1e-300 : -1e-300,
                2 => (random.NextDouble() - 0.5) * 1e30,
                3 when overflow != Overflow.Wrap => random.Next(2) == 0 ? double.PositiveInfinity : double.NegativeInfinity,
                < 20 => (random.Next(-40, 40) + 0.5) * step,
                < 30 => random.Next(-300, 300) * step,
                _ => (random.NextDouble() - 0.5) * 600 * step,
            };
        }
        var mantissas = new long[values.Length];
        long limited = emulator.QuantizeInputs(values, mantissas),
            expected = 0;
        for (int i = 0; i < values.Length; i++)
        {
            bool first = i % width < Count;
            var format = first ? formats[i % width] : new FixedFormat(true, 6, 2);
            var (r, o) = first ? (rounding, overflow) : (Rounding.Rnd, Overflow.Sat);
            Assert.True(Quantizer.Quantize(values[i], format, r, o) == mantissas[i], $"{values[i]} to {format}: {mantissas[i]}");
            // Rounding alone, to a format that nothing leaves.
            if (double.IsInfinity(values[i]) || Math.Abs(values[i]) > 1e20)
                expected++;
            else if (Quantizer.Quantize(values[i], new FixedFormat(true, 60, 60 - format.Fraction), r, Overflow.Sat) != mantissas[i])
                expected++;
        }
        Assert.Equal(expected, limited);
        values[5 * width + 7] = double.NaN;
        Assert.Contains(
            "event 5, input element 7",
            Assert.Throws<FastAI.Model.FastAIException>(() => emulator.QuantizeInputs(values, mantissas)).Message,
            StringComparison.Ordinal
        );
    }

    private sealed class CombinatorialModesAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo method) =>
            from rounding in Enum.GetValues<Rounding>()
            from overflow in Enum.GetValues<Overflow>()
            select new object[] { rounding, overflow };
    }
}
