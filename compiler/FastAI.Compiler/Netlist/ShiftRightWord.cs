using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>Floor of the input divided by 2^<see cref="Bits"/>: the arithmetic shift that drops low bits. Wires.</summary>
public sealed record ShiftRightWord(Interval Range, int Layer, int Input, int Bits) : Word(Range, Layer)
{
    public override int OperandCount => 1;

    public override int Operand(int position) => Input;
}
