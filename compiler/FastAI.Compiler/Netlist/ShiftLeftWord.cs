using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>The input times 2^<see cref="Bits"/>. Wires.</summary>
public sealed record ShiftLeftWord(Interval Range, int Layer, int Input, int Bits) : Word(Range, Layer)
{
    public override int OperandCount => 1;

    public override int Operand(int position) => Input;
}
