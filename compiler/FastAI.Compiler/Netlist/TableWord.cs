using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>The table's entry for the input; the input's interval lies inside the table.</summary>
/// <param name="Range">Proved interval of the result.</param>
/// <param name="Layer">Layer of the word.</param>
/// <param name="Input">The address.</param>
/// <param name="Table">The entries.</param>
/// <param name="Memory">What the model asks this table to be made of; null where it leaves that to the options.</param>
/// <param name="InBlock">Whether the table is a block of memory, whose read ends in a register: see <see cref="IsRegistered"/>.</param>
public sealed record TableWord(Interval Range, int Layer, int Input, LookupTable Table, TableMemory? Memory = null, bool InBlock = false)
    : Word(Range, Layer)
{
    public override bool IsRegistered => InBlock;

    public override int OperandCount => 1;

    public override int Operand(int position) => Input;
}
