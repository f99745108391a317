using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>Product of two variables.</summary>
public sealed record MultiplyWord(Interval Range, int Layer, int Left, int Right) : Word(Range, Layer)
{
    public override int OperandCount => 2;

    public override int Operand(int position) => position == 0 ? Left : Right;
}
