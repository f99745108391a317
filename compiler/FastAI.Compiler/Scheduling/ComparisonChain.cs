using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Scheduling;

/// <summary>
/// A comparison of two words on a carry chain whose columns take two bits of each: a LUT6_2 says whether they are equal, so that the
/// comparison of the bits below counts, and whether those of the left word are less.
/// </summary>
public static class ComparisonChain
{
    private const int BitsOfColumn = 2;

    /// <summary>Up to here one table of six inputs compares.</summary>
    private const int BitsOfTable = 3;

    /// <summary>Columns of the chain that a design of primitives makes for the word; 0 when the word is no such comparison.</summary>
    public static int Columns(Circuit circuit, Word word) =>
        word is CompareWord { Comparison: Comparison.Less } compare
        && circuit.Words[compare.Left] is not ConstantWord
        && circuit.Words[compare.Right] is not ConstantWord
        && Width(circuit.Words[compare.Left], circuit.Words[compare.Right]) is > BitsOfTable and var width
            ? (width + BitsOfColumn - 1) / BitsOfColumn
            : 0;

    /// <summary>Bits of the narrowest representation that both words have: two's complement if either is signed.</summary>
    public static int Width(Word left, Word right)
    {
        bool signed = left.IsSigned || right.IsSigned;
        return Math.Max(left.Width + (signed && !left.IsSigned ? 1 : 0), right.Width + (signed && !right.IsSigned ? 1 : 0));
    }
}
