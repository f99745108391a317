using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>A Boolean operation on two words inside [0, 1]. A negation is an exclusive or with the constant 1.</summary>
public sealed record LogicWord(Interval Range, int Layer, LogicOperation Operation, int Left, int Right) : Word(Range, Layer)
{
    public override int OperandCount => 2;

    public override int Operand(int position) => position == 0 ? Left : Right;
}
