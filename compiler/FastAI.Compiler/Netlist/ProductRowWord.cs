using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// One row of a product: <c>Previous + d(Digit) * (Multiplicand &lt;&lt; Shift)</c>, where three neighbouring bits t of a multiplier stand
/// for the digit d(t) = t0 + t1 - 2 t2, one of -2 to 2 (MacSorley, Proc. IRE 49, 1961). The low
/// <see cref="Shift"/> bits of the previous sum are wires.
/// </summary>
/// <remarks>
/// A bit of d * x reads five bits (x, the one below it, and t), so that it goes into the table in front of the carry chain that adds it to
/// the previous sum: one six-input table a bit (Kumm, Abbas and Zipf, ARITH 22, 2015).
/// </remarks>
public sealed record ProductRowWord(Interval Range, int Layer, int Previous, int Multiplicand, int Digit, int Shift) : Word(Range, Layer)
{
    public override int OperandCount => 3;

    public override int Operand(int position) =>
        position switch
        {
            0 => Previous,
            1 => Multiplicand,
            _ => Digit,
        };

    /// <summary>The digit that three bits stand for.</summary>
    public static int DigitOf(int bits) => (bits & 1) + (bits >> 1 & 1) - 2 * (bits >> 2 & 1);
}
