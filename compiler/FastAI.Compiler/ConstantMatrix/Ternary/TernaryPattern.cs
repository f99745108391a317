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

    /// <summary>The pattern of two terms; null when they are too far apart.</summary>
    public static TernaryPattern? Of(TernaryTerm a, TernaryTerm b)
    {
        if (b.CompareTo(a) < 0)
            (a, b) = (b, a);
        return b.Shift - a.Shift > MaxShift
            ? null
            : new(Packed(a.Node, b.Node, MaxNodes, b.Shift - a.Shift, 0, a.Negate != b.Negate, false));
    }

    /// <summary>The pattern of three terms; null when they are too far apart.</summary>
    public static TernaryPattern? Of(TernaryTerm a, TernaryTerm b, TernaryTerm c)
    {
        if (b.CompareTo(a) < 0)
            (a, b) = (b, a);
        if (c.CompareTo(b) < 0)
            (b, c) = (c, b);
        if (b.CompareTo(a) < 0)
            (a, b) = (b, a);
        return c.Shift - a.Shift > MaxShift
            ? null
            : new(Packed(a.Node, b.Node, c.Node, b.Shift - a.Shift, c.Shift - a.Shift, a.Negate != b.Negate, a.Negate != c.Negate));
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

    private static ulong Packed(int a, int b, int c, int shiftB, int shiftC, bool negateB, bool negateC) =>
        (ulong)a << 42
        | (ulong)b << 28
        | (ulong)c << 14
        | (ulong)shiftB << 8
        | (ulong)shiftC << 2
        | (negateB ? 2UL : 0)
        | (negateC ? 1UL : 0);
}
