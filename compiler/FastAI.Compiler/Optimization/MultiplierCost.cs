using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Optimization;

/// <summary>What products of variables cost in tables and in blocks, by the widths of their operands.</summary>
internal sealed class MultiplierCost
{
    /// <summary>
    /// LUTs that a block counts as. Devices have 100 to 450 LUTs a block (AMD VU9P: 1,182 k and 6,840), but all else that a network
    /// compiles to is made of LUTs, so that most blocks lie idle: they cost little, and not nothing, as
    /// the way to a block's column takes wires.
    /// </summary>
    public const int BlockInLuts = 40;

    /// <summary>Squares of so few bits are a table: a LUT a bit of the result.</summary>
    public const int TableBits = 6;

    private readonly Dictionary<(int Width, bool Signed), (int Luts, int Low)> squares = [];

    /// <summary>Bits of a word as a signed integer.</summary>
    public static int SignedWidth(Word word) => word.Width + (word.IsSigned ? 0 : 1);

    /// <summary>Digits of a word as the multiplier: two bits each.</summary>
    public static int Digits(Word word) => (SignedWidth(word) + 1) / 2;

    /// <summary>LUTs of the rows: each is as wide as the multiplicand, doubled, with its sign.</summary>
    public static int Rows(Word multiplicand, Word multiplier) => Digits(multiplier) * (SignedWidth(multiplicand) + 1);

    /// <summary>LUTs of a product.</summary>
    public static int Luts(Word left, Word right) => Math.Min(Rows(left, right), Rows(right, left));

    /// <summary>Parts of a word that operands of so many signed bits take: all but the highest are unsigned.</summary>
    public static int Parts(Word word, int bits) => SignedWidth(word) <= bits ? 1 : 1 + (SignedWidth(word) - 2) / (bits - 1);

    /// <summary>Blocks of a product, the first operand at the block's wide side.</summary>
    public static int Blocks(Word wide, Word narrow, (int Wide, int Narrow) block) => Parts(wide, block.Wide) * Parts(narrow, block.Narrow);

    /// <summary>
    /// LUTs of a square, and its low bits l when it is made of h^2 4^l + h l 2^(l + 1) + l^2, whose outer terms stand side by side; 0 for a
    /// table, or -1 for the rows of an ordinary product.
    /// </summary>
    public (int Luts, int Low) Square(int width, bool signed)
    {
        if (width <= TableBits)
            return (width <= 5 ? width : 2 * width, 0);
        if (squares.TryGetValue((width, signed), out var known))
            return known;
        int own = width + (signed ? 0 : 1);
        (int Luts, int Low) best = ((own + 1) / 2 * (own + 1), -1);
        for (int low = 3; low <= width - 2; low++)
        {
            int high = width - low,
                highDigits = (high + (signed ? 0 : 1) + 1) / 2,
                lowDigits = (low + 2) / 2;
            int rows = Math.Min(highDigits * (low + 2), lowDigits * (high + (signed ? 1 : 2)));
            int luts = Square(high, signed).Luts + Square(low, false).Luts + rows + (2 * width) - low - 1;
            if (luts < best.Luts)
                best = (luts, low);
        }
        squares.Add((width, signed), best);
        return best;
    }
}
