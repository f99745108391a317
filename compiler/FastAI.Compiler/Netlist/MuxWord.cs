using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary><see cref="WhenTrue"/> where the condition, a word inside [0, 1], is 1, else <see cref="WhenFalse"/>.</summary>
public sealed record MuxWord(Interval Range, int Layer, int Condition, int WhenTrue, int WhenFalse) : Word(Range, Layer)
{
    public override int OperandCount => 3;

    public override int Operand(int position) =>
        position switch
        {
            0 => Condition,
            1 => WhenTrue,
            _ => WhenFalse,
        };
}
