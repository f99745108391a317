using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>
/// The input itself. It says what whoever made the input knows of its interval, and where inside a
/// block of the device a register may stand.
/// </summary>
/// <param name="Range">Proved interval of the integer.</param>
/// <param name="Layer">Layer of the word.</param>
/// <param name="Input">The word.</param>
/// <param name="Part">The part of a block that lies between the input and this word; wires of the fabric
/// when <see cref="BlockPart.None"/>.</param>
/// <param name="Known">An interval that the input never leaves.</param>
public sealed record PassWord(Interval Range, int Layer, int Input, BlockPart Part, Interval Known) : Word(Range, Layer)
{
    public override bool IsRegistered => Part == BlockPart.Register;

    public override int OperandCount => 1;

    public override int Operand(int position) => Input;
}
