namespace FastAI.Compiler.Netlist;

/// <summary>Shape of an operand of a carry chain: a word of so many bits, two's complement if signed,
/// moved up and possibly subtracted.</summary>
public readonly record struct SumOperand(int Width, bool Signed, int Shift, bool Negate)
{
    public static SumOperand Of(Word word, SumTerm term) => new(word.Width, word.IsSigned, term.Shift, term.Negate);
}
