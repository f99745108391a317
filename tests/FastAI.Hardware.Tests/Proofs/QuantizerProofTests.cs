using FastAI.Compiler.Hardware;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Hardware.Tests.Proofs;

/// <summary>Every rounding with every overflow mode, as emitted, is what its definition on integers says for every mantissa.</summary>
public sealed class QuantizerProofTests
{
    private const int Bits = 16;
    private const int Fraction = 4;

    /// <summary>Targets that drop three, two and one bits of the input; the last one takes every integer.</summary>
    private static readonly FixedFormat[] Formats = [new(true, 4, 3), new(false, 3, 1), new(true, 9, 6)];

    public static TheoryData<Overflow, bool> Modes()
    {
        var data = new TheoryData<Overflow, bool>();
        foreach (Overflow overflow in Enum.GetValues<Overflow>())
        {
            data.Add(overflow, true);
            data.Add(overflow, false);
        }
        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Modes))]
    public void QuantizersAreTheirDefinitions(Overflow overflow, bool signedInput)
    {
        string[] expressions =
        [
            .. Enum.GetValues<Rounding>().SelectMany(rounding => Formats.Select(format => Expression(format, rounding, overflow))),
        ];
        Assert.True(FormalProof.Holds(Quantizers(overflow, signedInput), Bits, expressions));
    }

    /// <summary>Modes that differ in the middle between two integers alone, or at the end of the range alone.</summary>
    [SkippableTheory]
    [InlineData(Rounding.Rnd, Rounding.RndInf, Overflow.Sat, Overflow.Sat)]
    [InlineData(Rounding.RndConv, Rounding.RndZero, Overflow.Wrap, Overflow.Wrap)]
    [InlineData(Rounding.Trn, Rounding.TrnZero, Overflow.SatZero, Overflow.SatZero)]
    [InlineData(Rounding.RndMinInf, Rounding.RndMinInf, Overflow.Sat, Overflow.SatSym)]
    public void OtherModeIsFoundOut(Rounding rounding, Rounding otherRounding, Overflow overflow, Overflow otherOverflow)
    {
        string[] expressions =
        [
            .. Enum.GetValues<Rounding>()
                .SelectMany(mode =>
                    Formats.Select(format =>
                        mode == rounding && format == Formats[0]
                            ? Expression(format, otherRounding, otherOverflow)
                            : Expression(format, mode, overflow)
                    )
                ),
        ];
        Assert.False(FormalProof.Holds(Quantizers(overflow, true), Bits, expressions));
    }

    /// <summary>All roundings to all formats of one input of eight bits.</summary>
    private static PipelinedCircuit Quantizers(Overflow overflow, bool signedInput)
    {
        var builder = new FixedGraphBuilder("quantizers");
        int x = builder.Input("x", new Shape(1), PerElement<FixedFormat>.Uniform(new FixedFormat(signedInput, 8, 8 - Fraction), 1));
        foreach (Rounding rounding in Enum.GetValues<Rounding>())
        foreach (FixedFormat format in Formats)
            builder.Output($"y{builder.Count}", builder.Quantize("q", x, PerElement<FixedFormat>.Uniform(format, 1), rounding, overflow));
        return HardwareCompiler.Compile(builder.Build(), new HardwareOptions { ClockMHz = 400, Device = "xcup" }).Pipeline;
    }

    /// <summary>AMD UG1399 in integers: <c>&gt;&gt;&gt;</c> is the floor of a division by a power of two, and the ceiling
    /// of a is minus the floor of -a.</summary>
    private static string Expression(FixedFormat format, Rounding rounding, Overflow overflow)
    {
        int drop = Fraction - format.Fraction,
            half = 1 << (drop - 1);
        string floor = $"(x0 >>> {drop})",
            ceiling = $"(-((-x0) >>> {drop}))";
        string up = $"((x0 + {half}) >>> {drop})",
            down = $"(-((-x0 + {half}) >>> {drop}))"; // a tie goes up, or down
        string rounded = rounding switch
        {
            Rounding.Trn => floor,
            Rounding.TrnZero => $"(x0 < 0 ? {ceiling} : {floor})",
            Rounding.Rnd => up,
            Rounding.RndMinInf => down,
            Rounding.RndZero => $"(x0 < 0 ? {up} : {down})",
            Rounding.RndInf => $"(x0 < 0 ? {down} : {up})",
            Rounding.RndConv => $"(({up} % 2) == 0 ? {up} : {down})",
            _ => throw new ArgumentOutOfRangeException(nameof(rounding)),
        };
        long high = format.MaxMantissa,
            low = overflow == Overflow.SatSym && format.Signed ? -high : format.MinMantissa;
        return overflow switch
        {
            Overflow.Wrap => format.Signed
                ? $"((({rounded} + {-format.MinMantissa}) & {(1 << format.Width) - 1}) - {-format.MinMantissa})"
                : $"({rounded} & {(1 << format.Width) - 1})",
            Overflow.SatZero => $"({rounded} < ({low}) || {rounded} > {high} ? 0 : {rounded})",
            Overflow.Sat or Overflow.SatSym => $"({rounded} < ({low}) ? ({low}) : {rounded} > {high} ? {high} : {rounded})",
            _ => throw new ArgumentOutOfRangeException(nameof(overflow)),
        };
    }
}
