using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>The low <see cref="Bits"/> bits of the input, read as two's complement if
/// <see cref="Signed"/>, else as unsigned. Wires.</summary>
/// <remarks>The proved interval may be narrower than that of all such words.</remarks>
public sealed record WrapWord(Interval Range, int Layer, int Input, int Bits, bool Signed) : Word(Range, Layer)
{
    public override int OperandCount => 1;

    public override int Operand(int position) => Input;
}
