using System.Globalization;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>The VHDL type that holds the integers of an interval.</summary>
/// <param name="Range">The interval.</param>
/// <param name="Bits">Whether integers are left out: a signal between instances takes values on its way that lie in no interval.</param>
internal readonly record struct VhdlType(Interval Range, bool Bits = false)
{
    private static readonly Interval SmallIntegers = new(-(1 << 30) + 1, (1 << 30) - 1);
    private static readonly Interval AllIntegers = new(-int.MaxValue, int.MaxValue);

    public VhdlKind Kind =>
        Range.Low >= 0 && Range.High <= 1 ? VhdlKind.Bit
        : !Bits && SmallIntegers.Contains(Range) ? VhdlKind.Integer
        : VhdlKind.Vector;

    /// <summary>Bits in two's complement.</summary>
    public int SignedWidth => Range.Low < 0 ? Range.Width : Range.Width + 1;

    /// <summary>Name of the type with its bounds.</summary>
    public string Name =>
        Kind switch
        {
            VhdlKind.Bit => "std_logic",
            VhdlKind.Integer => string.Create(CultureInfo.InvariantCulture, $"integer range {Range.Low} to {Range.High}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"signed({SignedWidth - 1} downto 0)"),
        };

    /// <summary>Whether VHDL's 32-bit integers hold every member.</summary>
    public static bool IsInteger(Interval range) => AllIntegers.Contains(range);
}
