namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Register bits if registers stood after every level of adders: each word's width times the levels from its adder to the last one that
/// reads it. A design that is cut after every n-th level takes about an n-th of them, wherever the cuts fall.
/// </summary>
internal sealed class HeldWords(TernaryState state)
{
    private readonly Row[] rows = new Row[state.Rows.Length];
    private int[] last = [];

    /// <summary>What a row's adders read and keep.</summary>
    public Row this[int row]
    {
        get => rows[row];
        set => rows[row] = value;
    }

    /// <summary>What the adders keep and read that were built last for a row.</summary>
    public Row Of(int row, RowAdders adders)
    {
        ReadOnlySpan<int> terms = state.Rows[row].Packed;
        ReadOnlySpan<int> levels = adders.Levels;
        var reads = new (int Node, int Level)[terms.Length];
        for (int k = 0; k < reads.Length; k++)
            reads[k] = (TernaryRow.NodeOf(terms[k]), levels[k]);
        return new(adders.Held, reads);
    }

    /// <summary>Bits times levels of all words.</summary>
    public long Total()
    {
        TernaryNodes nodes = state.Nodes;
        if (last.Length < nodes.Count)
            last = new int[2 * nodes.Count];
        Array.Clear(last, 0, nodes.Count);
        long total = 0;
        foreach (Row row in rows)
        {
            total += row.Own;
            foreach ((int node, int level) in row.Reads ?? [])
                last[node] = Math.Max(last[node], level);
        }
        for (int node = nodes.Inputs; node < nodes.Count; node++)
        {
            if (nodes.Terms(node) is not { } terms)
                continue;
            int level = nodes.Depth(node);
            foreach (TernaryTerm term in terms)
                last[term.Node] = Math.Max(last[term.Node], level);
        }
        for (int node = 0; node < nodes.Count; node++)
            total += (long)nodes.Width(node) * Math.Max(0, last[node] - nodes.Depth(node));
        state.Work += nodes.Count;
        return total;
    }

    /// <param name="Own">Bits times levels of the sums that only the row reads.</param>
    /// <param name="Reads">Which node each term is, and the level of the adder that reads it.</param>
    public readonly record struct Row(long Own, (int Node, int Level)[]? Reads);
}
