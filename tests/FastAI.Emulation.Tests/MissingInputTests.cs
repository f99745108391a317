using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Emulation.Tests;

/// <summary>Inputs that keep a mantissa for missing values: NaN alone comes there, whatever the modes, in vectors and beside them.</summary>
public sealed class MissingInputTests
{
    private const int Elements = 21,
        Events = 200;

    [Fact]
    public void OnlyNaNBecomesTheMantissaThatIsKept()
    {
        foreach (var overflow in Enum.GetValues<Overflow>())
        foreach (var rounding in Enum.GetValues<Rounding>())
        {
            var random = new Random(3);
            // Eight alike, so that a vector does them, and others of all widths.
            var formats = PerElement<FixedFormat>.Create(Elements, i =>
                i < 8 ? new FixedFormat(true, 5, 3) : new FixedFormat(i % 2 == 0, i == 20 ? 63 : 2 + i % 9, 3)
            );
            var missing = PerElement<MissingValue>.Create(Elements, i => i % 4 == 3 ? MissingValue.None
                : i % 2 == 0 && formats[i].Signed ? MissingValue.Least
                : MissingValue.Greatest);
            var emulator = Emulator.Create(Graph(formats, rounding, overflow, missing));
            var values = new double[Elements * Events];
            for (int i = 0; i < values.Length; i++)
                values[i] =
                    missing[i % Elements] != MissingValue.None && random.Next(5) == 0
                        ? double.NaN
                        : random.Next(-90, 90) * formats[i % Elements].Step / 4;
            // Whole events without NaN too, which vectors do.
            for (int i = 0; i < values.Length / 2; i++)
                if (double.IsNaN(values[i]))
                    values[i] = 0;
            var mantissas = new long[values.Length];
            long limited = emulator.QuantizeInputs(values, mantissas),
                expected = 0;
            for (int i = 0; i < values.Length; i++)
            {
                int element = i % Elements;
                var format = formats[element];
                long? kept =
                    missing[element] == MissingValue.None ? null
                    : missing[element] == MissingValue.Least ? format.MinMantissa
                    : format.MaxMantissa;
                Assert.Equal(double.IsNaN(values[i]), kept == mantissas[i]);
                if (double.IsNaN(values[i]))
                    continue;
                long plain = Quantizer.Quantize(values[i], format, rounding, overflow);
                Assert.Equal(
                    plain != kept ? plain
                        : plain == format.MinMantissa ? plain + 1
                        : plain - 1,
                    mantissas[i]
                );
                if (Quantizer.Quantize(values[i], new FixedFormat(true, 63, 63 - format.Fraction), rounding, Overflow.Sat) != mantissas[i])
                    expected++;
            }
            Assert.Equal(expected, limited);
        }
    }

    [Fact]
    public void NaNElsewhereIsRefusedWithWhatToState()
    {
        var formats = PerElement<FixedFormat>.Uniform(new FixedFormat(true, 8, 4), 2);
        var missing = PerElement<MissingValue>.Create([MissingValue.Least, MissingValue.None]);
        var emulator = Emulator.Create(Graph(formats, Rounding.Rnd, Overflow.Sat, missing));
        var refused = Assert.Throws<FastAIException>(() => emulator.QuantizeInputs([double.NaN, 1, 1, double.NaN], new long[4]));
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("event 1, input element 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("missing: least", refused.Message, StringComparison.Ordinal);
    }

    private static FixedGraph Graph(PerElement<FixedFormat> formats, Rounding rounding, Overflow overflow, PerElement<MissingValue> missing)
    {
        var builder = new FixedGraphBuilder("missing");
        builder.Output("x", builder.Input("x", new Shape(formats.Count), formats, rounding, overflow, missing));
        return builder.Build();
    }
}
