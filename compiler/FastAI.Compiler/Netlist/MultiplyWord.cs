using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary>Product of two variables.</summary>
/// <param name="Range">Proved interval of the result.</param>
/// <param name="Layer">Layer of the word.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Right">Right operand.</param>
/// <param name="Phases">
/// Stages that a multiplier block takes for it: 1 for all of it at once, 2 for a <see cref="BlockPart.Result"/> behind it, 3 for a
/// <see cref="BlockPart.Operand"/> in front of each operand too.
/// </param>
public sealed record MultiplyWord(Interval Range, int Layer, int Left, int Right, int Phases = 1) : Word(Range, Layer)
{
    /// <summary>Most stages inside a block: behind the operands, the partial sums and the result.</summary>
    public const int MaxPhases = 3;

    public override int OperandCount => 2;

    public override int Operand(int position) => position == 0 ? Left : Right;
}
