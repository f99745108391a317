using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// A word of the event that stands still for all its phases: a register that is loaded once an event. Its phase 0 is in the stage behind
/// its own.
/// </summary>
/// <param name="Range">Proved interval of the integer.</param>
/// <param name="Layer">Layer of the word.</param>
/// <param name="Input">A word with one value an event.</param>
public sealed record HoldWord(Interval Range, int Layer, int Input) : Word(Range, Layer)
{
    public override bool IsRegistered => true;

    public override int OperandCount => 1;

    public override int Operand(int position) => Input;
}
