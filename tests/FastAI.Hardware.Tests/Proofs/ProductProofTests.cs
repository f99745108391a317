using FastAI.Compiler.Netlist;
using FastAI.Compiler.Optimization;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Hardware.Tests.Proofs;

/// <summary>Products and squares, in tables and split over blocks, as emitted, are those of the integers for every input.</summary>
public sealed class ProductProofTests
{
    private const int Bits = 20;

    [SkippableTheory]
    [InlineData(true, 5, true, 4, MultiplierChoice.Lut, 600)]
    [InlineData(false, 5, true, 5, MultiplierChoice.Lut, 300)]
    [InlineData(false, 4, false, 6, MultiplierChoice.Lut, 600)]
    [InlineData(true, 5, true, 5, MultiplierChoice.Dsp, 600)]
    [InlineData(false, 6, true, 4, MultiplierChoice.Dsp, 300)]
    [InlineData(false, 5, false, 5, MultiplierChoice.Dsp, 600)]
    public void ProductIsThatOfTheIntegers(
        bool firstSigned,
        int firstBits,
        bool secondSigned,
        int secondBits,
        MultiplierChoice choice,
        double clock
    )
    {
        PipelinedCircuit pipeline = Product(new(firstSigned, firstBits, 3), new(secondSigned, secondBits, 3), choice, clock);
        Assert.True(FormalProof.Holds(pipeline, Bits, ["x0 * x1"]));
        Assert.False(FormalProof.Holds(pipeline, Bits, ["x0 * x1 + (x0 == 3 && x1 == 7)"]));
    }

    [SkippableTheory]
    [InlineData(true, 6, MultiplierChoice.Lut)]
    [InlineData(true, 9, MultiplierChoice.Lut)]
    [InlineData(false, 8, MultiplierChoice.Lut)]
    [InlineData(true, 6, MultiplierChoice.Dsp)]
    [InlineData(false, 7, MultiplierChoice.Dsp)]
    public void SquareIsThatOfTheInteger(bool signed, int bits, MultiplierChoice choice) =>
        Assert.True(FormalProof.Holds(Product(new(signed, bits, 3), null, choice, 500), Bits, ["x0 * x0"]));

    /// <summary>Blocks of 4 x 3 bits, so that small products are split.</summary>
    private static PipelinedCircuit Product(FixedFormat first, FixedFormat? second, MultiplierChoice choice, double clock)
    {
        var builder = new CircuitBuilder();
        builder.BeginLayer("product");
        int x = builder.Input(0, 0, first),
            y = second is { } format ? builder.Input(0, 1, format) : x,
            product = builder.Multiply(x, y);
        int[] words = x == y ? [x] : [x, y];
        Circuit circuit = builder.Build(
            "product",
            [new CircuitInput("x", new Shape(words.Length), [.. words])],
            [
                new CircuitOutput(
                    "y",
                    new Shape(1),
                    [product],
                    PerElement<FixedFormat>.Uniform(FixedFormat.ForInterval(builder.RangeOf(product), 0), 1)
                ),
            ]
        );
        DelayModel model = DelayModel.Of("xcup");
        Assert.True(new MapMultipliers(model, choice, model.MultiplierPhases(clock)) { Block = (4, 3) }.Run(ref circuit));
        CircuitVerifier.Verify(circuit);
        return Scheduler.Schedule(circuit, model, clock);
    }
}
