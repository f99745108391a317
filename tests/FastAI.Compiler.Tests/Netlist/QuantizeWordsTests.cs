using FastAI.Compiler.Lowering;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Netlist;

public sealed class QuantizeWordsTests
{
    public static TheoryData<Rounding, Overflow> Modes
    {
        get
        {
            var data = new TheoryData<Rounding, Overflow>();
            foreach (var rounding in Enum.GetValues<Rounding>())
            foreach (var overflow in Enum.GetValues<Overflow>())
                data.Add(rounding, overflow);
            return data;
        }
    }

    /// <summary>Every mantissa of every small format to every small format, alone, after a ReLU and after a clip.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void Every_mantissa_of_small_formats_is_quantised_as_defined(Rounding rounding, Overflow overflow)
    {
        FixedFormat[] sources = [new(true, 6, 3), new(false, 5, 2), new(true, 1, 1)];
        foreach (FixedFormat source in sources)
        {
            foreach (int width in new[] { 1, 2, 4, 7 })
            {
                for (int fraction = -2; fraction <= 6; fraction++)
                {
                    Check(source, new FixedFormat(true, width, width - fraction), rounding, overflow);
                    Check(source, new FixedFormat(false, width, width - fraction), rounding, overflow);
                }
            }
        }
    }

    private static void Check(FixedFormat source, FixedFormat target, Rounding rounding, Overflow overflow)
    {
        var builder = new FixedGraphBuilder("quantise");
        var shape = new Shape(1);
        int x = builder.Input("x", shape, PerElement<FixedFormat>.Uniform(source, 1));
        int relu = builder.Unary("relu", UnaryOperation.Relu, x);
        int low = builder.Constant("low", shape, [source.MinMantissa / 2], PerElement<int>.Uniform(source.Fraction, 1));
        int high = builder.Constant("high", shape, [(source.MaxMantissa + 1) / 2], PerElement<int>.Uniform(source.Fraction + 1, 1));
        int clip = builder.Binary("clip", BinaryOperation.Minimum, builder.Binary("above", BinaryOperation.Maximum, x, low), high);
        int absolute = builder.Unary("absolute", UnaryOperation.Absolute, x);
        foreach (int node in new[] { x, relu, clip, absolute })
            builder.Output($"y{node}", builder.Quantize("q", node, PerElement<FixedFormat>.Uniform(target, 1), rounding, overflow));
        FixedGraph graph = builder.Build();
        Circuit circuit = CircuitLowering.Lower(graph);
        CircuitVerifier.Verify(circuit);
        var interpreter = new CircuitInterpreter(circuit);
        for (long m = source.MinMantissa; m <= source.MaxMantissa; m++)
        {
            long clipped = Math.Min(2 * Math.Max(m, source.MinMantissa / 2), (source.MaxMantissa + 1) / 2);
            long[] expected =
            [
                Quantizer.Quantize(m, source.Fraction, target, rounding, overflow),
                Quantizer.Quantize(Math.Max(m, 0), source.Fraction, target, rounding, overflow),
                Quantizer.Quantize(clipped, source.Fraction + 1, target, rounding, overflow),
                Quantizer.Quantize(Math.Abs(m), source.Fraction, target, rounding, overflow),
            ];
            Assert.True(
                expected.SequenceEqual(interpreter.Run([m])),
                $"{m} of {source} to {target}: {string.Join(' ', interpreter.Run([m]))} instead of {string.Join(' ', expected)}"
            );
        }
    }
}
