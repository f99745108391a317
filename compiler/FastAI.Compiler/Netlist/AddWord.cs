using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Netlist;

/// <summary><c>(Left &lt;&lt; LeftShift) + (Right &lt;&lt; RightShift)</c>, or minus when <see cref="Subtract"/>. A negation
/// has the constant 0 on the left.</summary>
/// <param name="Range">Proved interval of the result.</param>
/// <param name="Layer">Layer of the word.</param>
/// <param name="Left">Left operand.</param>
/// <param name="LeftShift">Zeros appended to the left operand.</param>
/// <param name="Right">Right operand.</param>
/// <param name="RightShift">Zeros appended to the right operand; the smaller of the two shifts is 0.</param>
/// <param name="Subtract">Whether the right operand is subtracted.</param>
public sealed record AddWord(Interval Range, int Layer, int Left, int LeftShift, int Right, int RightShift, bool Subtract)
    : Word(Range, Layer)
{
    /// <summary>Whether no column holds bits of both operands, so that their bits stand side by side and nothing is added.</summary>
    public bool IsDisjoint(Word left, Word right) =>
        !Subtract && (IsBelow(left, LeftShift, RightShift) || IsBelow(right, RightShift, LeftShift));

    public override int OperandCount => 2;

    public override int Operand(int position) => position == 0 ? Left : Right;

    private static bool IsBelow(Word word, int shift, int other) =>
        !word.IsSigned && word is not ConstantWord && shift + word.Width <= other;
}
