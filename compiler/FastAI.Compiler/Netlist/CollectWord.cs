using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// The value that a word had in one phase, as a word of the event. Wires without a register of their own: phase p of a word of stage s is
/// there p cycles after its phase 0, so that whoever reads it in stage s + p + k reads the word's k-th register. It may stand in the stage
/// behind the last, where outputs are read.
/// </summary>
/// <param name="Range">Proved interval of the integer.</param>
/// <param name="Layer">Layer of the word.</param>
/// <param name="Input">A word with a value in each phase.</param>
/// <param name="Phase">The phase, from 0.</param>
public sealed record CollectWord(Interval Range, int Layer, int Input, int Phase) : Word(Range, Layer)
{
    public override int Lag => Phase + 1;

    public override int OperandCount => 1;

    public override int Operand(int position) => Input;
}
