namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Tables that an adder takes on a carry chain for three operands. Operands count as unsigned (offsets make them so), each in columns from
/// its shift to its end; what is subtracted is inverted, a signed input at its top bit.
/// </summary>
/// <param name="Luts">Columns where at least two operands have a bit. Where all three have one, a full adder's carry goes on to the next
/// column's table, and so through all columns of two bits; if a single bit follows them, one table more adds that carry to it.</param>
/// <param name="AsIs">Tables for single bits that are inverted, when the terms have the signs that they have; a single bit that is not
/// inverted goes into the chain as it is.</param>
/// <param name="Negated">The same when all signs are changed.</param>
internal readonly record struct AdderColumns(int Luts, int AsIs, int Negated)
{
    /// <summary>Tables with the better choice of the sum's sign, which is free where whoever reads it can subtract.</summary>
    public int Least => Luts + Math.Min(AsIs, Negated);

    public static AdderColumns Of(in AdderOperand a, in AdderOperand b)
    {
        int both = Overlap(a.Start, a.End, b.Start, b.End),
            second = Math.Min(a.End, b.End);
        int asIs = 0,
            negated = 0;
        Invert(a, a.End - a.Start - both, second, ref asIs, ref negated);
        Invert(b, b.End - b.Start - both, second, ref asIs, ref negated);
        return new(both, asIs, negated);
    }

    public static AdderColumns Of(in AdderOperand a, in AdderOperand b, in AdderOperand c)
    {
        int all = Math.Max(0, Math.Min(a.End, Math.Min(b.End, c.End)) - Math.Max(a.Start, Math.Max(b.Start, c.Start)));
        int ab = Overlap(a.Start, a.End, b.Start, b.End),
            ac = Overlap(a.Start, a.End, c.Start, c.End),
            bc = Overlap(b.Start, b.End, c.Start, c.End);
        int luts = ab + ac + bc - (2 * all);
        int top = Math.Max(a.End, Math.Max(b.End, c.End)),
            second = Math.Max(Math.Min(a.End, b.End), Math.Min(Math.Max(a.End, b.End), c.End));
        bool carried = all > 0 && top > second;
        if (carried)
        {
            luts++;
            second++;
        }
        int asIs = 0,
            negated = 0;
        Invert(a, a.End - a.Start - ab - ac + all - (carried && a.End == top ? 1 : 0), second, ref asIs, ref negated);
        Invert(b, b.End - b.Start - ab - bc + all - (carried && b.End == top ? 1 : 0), second, ref asIs, ref negated);
        Invert(c, c.End - c.Start - ac - bc + all - (carried && c.End == top ? 1 : 0), second, ref asIs, ref negated);
        return new(luts, asIs, negated);
    }

    /// <summary>Adds the inverted bits of an operand among the <paramref name="single"/> columns where it is alone.</summary>
    private static void Invert(in AdderOperand x, int single, int second, ref int asIs, ref int negated)
    {
        int top = x.Signed && x.End > second && single > 0 ? 1 : 0;
        (int positive, int subtracted) = (top, single - top);
        asIs += x.Negate ? subtracted : positive;
        negated += x.Negate ? positive : subtracted;
    }

    private static int Overlap(int start0, int end0, int start1, int end1) => Math.Max(0, Math.Min(end0, end1) - Math.Max(start0, start1));
}
