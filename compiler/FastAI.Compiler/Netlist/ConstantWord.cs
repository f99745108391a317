using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>An integer that is the same for every event. It is wires: it needs no register in any stage.</summary>
public sealed record ConstantWord(long Value, int Layer) : Word(Interval.Of(Value), Layer)
{
    public override bool IsSource => true;
}
