using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// <c>±(A &lt;&lt; a) ±(B &lt;&lt; b) ±(C &lt;&lt; c) + Constant</c> in one step, for devices whose carry chains add three operands; see
/// <see cref="SumColumns"/>. At most two operands are subtracted. Made by <see cref="CircuitBuilder.Sum"/>, which puts the finest operand
/// first. A sum of two variables and a constant has the constant zero as its last operand.
/// </summary>
public sealed record SumWord(Interval Range, int Layer, SumTerm A, SumTerm B, SumTerm C, long Constant) : Word(Range, Layer)
{
    public override int OperandCount => 3;

    /// <summary>The operand at <paramref name="position"/>, from 0 to 2.</summary>
    public SumTerm Term(int position) =>
        position switch
        {
            0 => A,
            1 => B,
            _ => C,
        };

    public override int Operand(int position) => Term(position).Word;
}
