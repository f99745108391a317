using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>1 where the comparison of the two integers holds, else 0.</summary>
public sealed record CompareWord(Interval Range, int Layer, Comparison Comparison, int Left, int Right) : Word(Range, Layer)
{
    public override int OperandCount => 2;

    public override int Operand(int position) => position == 0 ? Left : Right;
}
