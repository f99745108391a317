using FastAI.Compiler.Hardware;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Hardware.Tests.Proofs;

/// <summary>Comparisons on carry chains and choices two bits a table, as emitted in primitives, are those of the integers for every
/// input.</summary>
public sealed class ChoiceProofTests
{
    private const int Bits = 24;

    /// <summary>Words of even and odd widths, one of more columns than a CARRY8 has, both signs together.</summary>
    [SkippableTheory]
    [InlineData(true, 6, true, 6)]
    [InlineData(true, 7, true, 5)]
    [InlineData(false, 6, false, 4)]
    [InlineData(false, 5, false, 5)]
    [InlineData(false, 6, true, 6)]
    [InlineData(true, 4, false, 7)]
    [InlineData(true, 18, true, 19)]
    public void ComparisonsAndChoicesAreThoseOfTheIntegers(bool firstSigned, int firstBits, bool secondSigned, int secondBits)
    {
        PipelinedCircuit pipeline = Extremes(new(firstSigned, firstBits, firstBits), new(secondSigned, secondBits, secondBits));
        string[] expressions = ["x0 < x1 ? x1 : x0", "x0 < x1 ? x0 : x1", "x0 < x1"];
        Assert.True(FormalProof.Holds(pipeline, Bits, expressions, primitives: true));
        expressions[2] = "x0 < x1 || (x0 == 3 && x1 == 3)";
        Assert.False(FormalProof.Holds(pipeline, Bits, expressions, primitives: true));
    }

    /// <summary>A limit at both ends behind a ReLU: three conditions in the tables of one choice.</summary>
    [SkippableTheory]
    [InlineData(5)]
    [InlineData(6)]
    public void LimitsAreThoseOfTheIntegers(int width)
    {
        var builder = new FixedGraphBuilder("limits");
        int x = builder.Input("x", new Shape(2), PerElement<FixedFormat>.Uniform(new FixedFormat(true, 9, 9), 2));
        int relu = builder.Unary("relu", UnaryOperation.Relu, x);
        builder.Output("y", Limited(builder, x, new(true, width, width)));
        builder.Output("z", Limited(builder, relu, new(false, width, width)));
        PipelinedCircuit pipeline = Compile(builder);
        int high = (1 << (width - 1)) - 1;
        string Signed(int i) => $"(x{i} < {-high - 1} ? {-high - 1} : x{i} > {high} ? {high} : x{i})";
        string Relu(int i) => $"(x{i} < 0 ? 0 : x{i} > {(2 * high) + 1} ? {(2 * high) + 1} : x{i})";
        Assert.True(FormalProof.Holds(pipeline, Bits, [Signed(0), Signed(1), Relu(0), Relu(1)], primitives: true));
        Assert.False(FormalProof.Holds(pipeline, Bits, [Signed(0), Signed(1), Relu(0), $"{Relu(1)} + (x1 == 1)"], primitives: true));
    }

    private static int Limited(FixedGraphBuilder builder, int node, FixedFormat format) =>
        builder.Quantize($"q{builder.Count}", node, PerElement<FixedFormat>.Uniform(format, 2), Rounding.Trn, Overflow.Sat);

    private static PipelinedCircuit Extremes(FixedFormat first, FixedFormat second)
    {
        var builder = new FixedGraphBuilder("extremes");
        int x = builder.Input("x", new Shape(1), PerElement<FixedFormat>.Uniform(first, 1)),
            y = builder.Input("y", new Shape(1), PerElement<FixedFormat>.Uniform(second, 1));
        builder.Output("most", builder.Binary("max", BinaryOperation.Maximum, x, y));
        builder.Output("least", builder.Binary("min", BinaryOperation.Minimum, x, y));
        builder.Output("less", builder.Binary("lt", BinaryOperation.Less, x, y));
        return Compile(builder);
    }

    private static PipelinedCircuit Compile(FixedGraphBuilder builder) =>
        HardwareCompiler.Compile(builder.Build(), new HardwareOptions { ClockMHz = 300, Device = "xcup" }).Pipeline;
}
