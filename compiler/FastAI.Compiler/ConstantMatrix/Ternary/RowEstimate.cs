namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// What a row of terms costs, told from their number and widths without choosing its adders: one choice of adders differs from the next by
/// some tables, which hides what a change of shared nodes brings, and takes ten times as long.
/// </summary>
internal sealed class RowEstimate(TernaryState state)
{
    // fitted to the cheapest sums found for 1,200 rows of 5 to 40 terms: 2 tables off, root mean square
    private const int Bit = 48;
    private const int Term = 90;
    private const int Even = 160;
    private const int Row = -600;

    private const int Levels = 64;

    private readonly int[] counts = new int[Levels];
    private readonly int[] widest = new int[Levels];
    private readonly int[] read = new int[Levels];

    /// <summary>Hundredths of tables of the row's adders.</summary>
    public int Luts(int row)
    {
        ReadOnlySpan<int> terms = state.Rows[row].Packed;
        state.Work += terms.Length;
        if (terms.Length < 2)
            return 0;
        if (terms.Length < 4)
        {
            Span<TernaryTerm> few = stackalloc TernaryTerm[terms.Length];
            for (int k = 0; k < few.Length; k++)
                few[k] = TernaryRow.Unpack(terms[k]);
            return 100 * state.Nodes.Columns(few).Least;
        }
        int bits = 0;
        foreach (int term in terms)
            bits += state.Nodes.Width(TernaryRow.NodeOf(term));
        return (Bit * bits) + (Term * terms.Length) + Row + (terms.Length % 2 == 0 ? Even : 0);
    }

    /// <summary>What the row's adders read and keep if every word is added as soon as there is another one; a sum is a bit wider than its
    /// widest word.</summary>
    public HeldWords.Row Held(int row)
    {
        ReadOnlySpan<int> terms = state.Rows[row].Packed;
        if (terms.Length < 2)
            return default;
        Array.Clear(counts);
        Array.Clear(widest);
        int level = Levels;
        foreach (int term in terms)
        {
            int node = TernaryRow.NodeOf(term),
                depth = state.Nodes.Depth(node);
            counts[depth]++;
            widest[depth] = Math.Max(widest[depth], state.Nodes.Width(node));
            level = Math.Min(level, depth);
        }
        int sums = 0,
            width = 0,
            waits = -1,
            left = terms.Length;
        long own = 0;
        for (; ; level++)
        {
            left -= counts[level];
            int words = sums + counts[level] + (waits < 0 ? 0 : 1);
            if (words > 1)
            {
                if (waits >= 0)
                    read[waits] = level + 1;
                read[level] = level + 1;
                (waits, sums, width) = (-1, (words + 2) / 3, Math.Max(width, widest[level]) + 1);
            }
            else if (left == 0)
                break;
            else if (sums == 1)
                own += width;
            else if (waits < 0)
                waits = level;
        }
        var reads = new (int Node, int Level)[terms.Length];
        for (int k = 0; k < reads.Length; k++)
        {
            int node = TernaryRow.NodeOf(terms[k]);
            reads[k] = (node, read[state.Nodes.Depth(node)]);
        }
        return new(own, reads);
    }
}
