namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Two or three terms up to a common shift and sign, in one number: the finest is positive and unshifted, so that no pattern subtracts all
/// of its terms, nor the finest.
/// </summary>
internal readonly record struct TernaryPattern(ulong Key)
{
    /// <summary>Nodes that have a number in a pattern; the last one stands for no node.</summary>
    public const int MaxNodes = (1 << 14) - 1;

    private const int TermBits = 21;
    private const int Mask = (1 << TermBits) - 1;

    /// <summary>The pattern of two terms as they stand in a row; null when they are too far apart.</summary>
    public static TernaryPattern? Of(int a, int b)
    {
        if (b < a)
            (a, b) = (b, a);
        int second = TernaryRow.Relative(b, a);
        return second > Mask ? null : new(((ulong)TernaryRow.NodeOf(a) << (2 * TermBits)) | ((ulong)(uint)second << TermBits) | Mask);
    }

    /// <summary>The pattern of three terms as they stand in a row; null when they are too far apart.</summary>
    public static TernaryPattern? Of(int a, int b, int c)
    {
        if (b < a)
            (a, b) = (b, a);
        if (c < b)
            (b, c) = (c, b);
        if (b < a)
            (a, b) = (b, a);
        int second = TernaryRow.Relative(b, a),
            third = TernaryRow.Relative(c, a);
        return third >= Mask
            ? null
            : new(((ulong)TernaryRow.NodeOf(a) << (2 * TermBits)) | ((ulong)(uint)second << TermBits) | (uint)third);
    }

    /// <summary>The terms, as they stand in rows; the return value is how many.</summary>
    public int Unpack(Span<int> terms)
    {
        terms[0] = (int)(Key >> (2 * TermBits)) << 1;
        terms[1] = (int)(Key >> TermBits) & Mask;
        terms[2] = (int)Key & Mask;
        return terms[2] == Mask ? 2 : 3;
    }
}
