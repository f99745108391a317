namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Two or three terms up to a common shift and sign, in one number: the finest is positive and unshifted, so that no pattern subtracts all
/// of its terms, nor the finest.
/// </summary>
internal readonly record struct TernaryPattern(ulong Key)
{
    /// <summary>Nodes that have a number in a pattern; the last one stands for no node.</summary>
    public const int MaxNodes = (1 << 14) - 1;

    private const int MaxShift = 63;

    /// <summary>A term in a number; finer ones are smaller.</summary>
    public static uint Code(TernaryTerm term) => (uint)term.Shift << 15 | (uint)term.Node << 1 | (term.Negate ? 1U : 0);

    /// <summary>The pattern of two terms by their codes; none when they are too far apart.</summary>
    public static bool Of(uint a, uint b, out TernaryPattern pattern)
    {
        (a, b) = (Math.Min(a, b), Math.Max(a, b));
        pattern = new(Node(a) << 42 | Node(b) << 28 | (ulong)MaxNodes << 14 | (ulong)(Shift(b) - Shift(a)) << 8 | Sign(a ^ b) << 1);
        return Shift(b) - Shift(a) <= MaxShift;
    }

    /// <summary>The pattern of three terms by their codes; none when they are too far apart.</summary>
    public static bool Of(uint a, uint b, uint c, out TernaryPattern pattern)
    {
        uint low = Math.Min(a, Math.Min(b, c)),
            high = Math.Max(a, Math.Max(b, c));
        uint middle = a ^ b ^ c ^ low ^ high;
        pattern = new(
            Node(low) << 42
                | Node(middle) << 28
                | Node(high) << 14
                | (ulong)(Shift(middle) - Shift(low)) << 8
                | (ulong)(Shift(high) - Shift(low)) << 2
                | Sign(low ^ middle) << 1
                | Sign(low ^ high)
        );
        return Shift(high) - Shift(low) <= MaxShift;
    }

    /// <summary>The terms; the return value is how many.</summary>
    public int Unpack(Span<TernaryTerm> terms)
    {
        terms[0] = new((int)(Key >> 42 & MaxNodes), 0, false);
        terms[1] = new((int)(Key >> 28 & MaxNodes), (int)(Key >> 8 & MaxShift), (Key & 2) != 0);
        int third = (int)(Key >> 14 & MaxNodes);
        if (third == MaxNodes)
            return 2;
        terms[2] = new(third, (int)(Key >> 2 & MaxShift), (Key & 1) != 0);
        return 3;
    }

    private static uint Shift(uint code) => code >> 15;

    private static ulong Node(uint code) => code >> 1 & MaxNodes;

    private static ulong Sign(uint code) => code & 1;
}
