namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>How often each pair and triple of terms stands in the rows, up to a common shift and sign.</summary>
internal sealed class PatternCounts(TernaryNodes nodes)
{
    /// <summary>Patterns whose places in the table are asked for before the first of them is counted.</summary>
    private const int Batch = 32;

    private readonly PatternTable table = new();
    private readonly TernaryPattern[] batch = new TernaryPattern[Batch];
    private uint[] codes = new uint[64];
    private int waiting;

    /// <summary>Patterns that have become more frequent since <see cref="Settle"/> and stood at least twice then.</summary>
    public List<TernaryPattern> Risen { get; } = [];

    /// <summary>Patterns that stand in rows, which is what takes memory.</summary>
    public int Held => table.Count;

    /// <summary>How often a pattern stands in rows; places may overlap.</summary>
    public int Of(TernaryPattern pattern) => table.Of(pattern);

    /// <summary>How often a pattern stands that has risen, and that it has been looked at.</summary>
    public int Settle(TernaryPattern pattern) => table.Settle(pattern);

    /// <summary>Forgets which patterns have risen.</summary>
    public void Forget()
    {
        foreach (TernaryPattern pattern in Risen)
            table.Settle(pattern);
        Risen.Clear();
    }

    /// <summary>Counts all patterns of a row; returns the work.</summary>
    public long Count(ReadOnlySpan<TernaryTerm> row, int change)
    {
        long work = 0;
        for (int k = 1; k < row.Length; k++)
            work += Count(row[..k], row[k], change);
        return work;
    }

    /// <summary>Counts the patterns that <paramref name="term"/> makes with the terms of the row, which it is not among; returns the
    /// work.</summary>
    public long Count(ReadOnlySpan<TernaryTerm> row, TernaryTerm term, int change)
    {
        if (codes.Length < row.Length)
            codes = new uint[2 * row.Length];
        uint own = TernaryPattern.Code(term);
        int group = nodes.Group(term.Node),
            tripleGroup = nodes.TripleGroup(term.Node),
            pairs = 0,
            near = 0;
        foreach (TernaryTerm other in row)
        {
            if (nodes.Group(other.Node) != group)
                continue;
            uint code = TernaryPattern.Code(other);
            if (TernaryPattern.Of(code, own, out TernaryPattern pair))
                Put(pair, change);
            pairs++;
            if (tripleGroup < 0 || nodes.TripleGroup(other.Node) != tripleGroup)
                continue;
            foreach (uint third in codes.AsSpan(0, near))
                if (TernaryPattern.Of(third, code, own, out TernaryPattern triple))
                    Put(triple, change);
            codes[near++] = code;
        }
        Flush(change);
        return pairs + (near * (near - 1) / 2);
    }

    private void Put(TernaryPattern pattern, int change)
    {
        table.Expect(pattern);
        batch[waiting++] = pattern;
        if (waiting == Batch)
            Flush(change);
    }

    private void Flush(int change)
    {
        foreach (TernaryPattern pattern in batch.AsSpan(0, waiting))
            if (table.Change(pattern, change))
                Risen.Add(pattern);
        waiting = 0;
    }
}
