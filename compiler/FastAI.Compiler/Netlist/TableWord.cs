using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>The table's entry for the input; the input's interval lies inside the table.</summary>
public sealed record TableWord(Interval Range, int Layer, int Input, LookupTable Table) : Word(Range, Layer)
{
    public override int OperandCount => 1;

    public override int Operand(int position) => Input;
}
