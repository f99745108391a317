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
        FixedFormat format = new(true, 8, 3), plain = new(false, 6, 6);
        var builder = new FixedGraphBuilder("modes");
        builder.Output("a", builder.Input("a", new Shape(2), PerElement<FixedFormat>.Create([format, plain]), rounding, overflow));
        builder.Output("b", builder.Input("b", new Shape(1), PerElement<FixedFormat>.Uniform(format, 1)));
        var emulator = Emulator.Create(builder.Build());
        var random = new Random(7);
        var values = new double[3 * 400];
        for (int i = 0; i < values.Length; i++) values[i] = random.Next(4) == 0 ? random.Next(-700, 700) / 64.0 : random.NextDouble() * 24 - 12;
        var mantissas = new long[values.Length];
        emulator.QuantizeInputs(values, mantissas);
        for (int i = 0; i < values.Length; i += 3)
        {
            Assert.Equal(Quantizer.Quantize(values[i], format, rounding, overflow), mantissas[i]);
            Assert.Equal(Quantizer.Quantize(values[i + 1], plain, rounding, overflow), mantissas[i + 1]);
            Assert.Equal(Quantizer.Quantize(values[i + 2], format, Rounding.Rnd, Overflow.Sat), mantissas[i + 2]);
        }
    }

    private sealed class CombinatorialModesAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo method) =>
            from rounding in Enum.GetValues<Rounding>() from overflow in Enum.GetValues<Overflow>() select new object[] { rounding, overflow };
    }
}
