namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>How often each pair of terms stands in the rows, up to a common shift and sign: a hash table that is probed one place after the
/// other, without those that stand nowhere.</summary>
internal sealed class PatternCounts(TernaryState state)
{
    private Entry[] entries = new Entry[1 << 10];
    private int bits = 10;

    /// <summary>Patterns that have become more frequent and stand at least twice.</summary>
    public List<TernaryPattern> Risen { get; } = [];

    /// <summary>Patterns that stand in rows.</summary>
    public int Held { get; private set; }

    /// <summary>How often a pattern stands in rows; places may overlap.</summary>
    public int Of(TernaryPattern pattern) => entries[Find(pattern.Key)].Count;

    /// <summary>Counts the patterns that <paramref name="term"/> makes with the terms of the row, which it is not among.</summary>
    public void Count(TernaryRow row, int term, int change)
    {
        ReadOnlySpan<int> terms = row.Packed;
        state.Work += terms.Length;
        bool grouped = state.Nodes.IsGrouped;
        int group = grouped ? state.Nodes.Group(TernaryRow.NodeOf(term)) : 0;
        foreach (int other in terms)
            if ((!grouped || state.Nodes.Group(TernaryRow.NodeOf(other)) == group) && TernaryPattern.Of(other, term) is { } pair)
                Change(pair, change);
    }

    /// <summary>Empties <see cref="Risen"/>.</summary>
    public void Forget()
    {
        foreach (TernaryPattern pattern in Risen)
            entries[Find(pattern.Key)].IsRisen = false;
        Risen.Clear();
    }

    private void Change(TernaryPattern pattern, int change)
    {
        int at = Find(pattern.Key);
        ref Entry entry = ref entries[at];
        if (entry.Key == 0)
        {
            entry.Key = pattern.Key;
            entry.Count = change;
            if (++Held > entries.Length / 2)
                Grow();
            return;
        }
        entry.Count += change;
        if (entry.Count == 0)
            Delete(at);
        else if (change > 0 && entry.Count >= 2 && !entry.IsRisen)
        {
            entry.IsRisen = true;
            Risen.Add(pattern);
        }
    }

    /// <summary>Where a key is, or the free place for it. No pattern's key is 0.</summary>
    private int Find(ulong key)
    {
        int at = (int)((key * 0x9E3779B97F4A7C15) >> (64 - bits));
        while (entries[at].Key != key && entries[at].Key != 0)
            at = (at + 1) & (entries.Length - 1);
        return at;
    }

    /// <summary>Frees a place; entries behind it that were put there because others stood in their way move up.</summary>
    private void Delete(int at)
    {
        Held--;
        int mask = entries.Length - 1;
        for (int next = (at + 1) & mask; entries[next].Key != 0; next = (next + 1) & mask)
        {
            int home = (int)((entries[next].Key * 0x9E3779B97F4A7C15) >> (64 - bits));
            if (((next - home) & mask) < ((next - at) & mask))
                continue;
            entries[at] = entries[next];
            at = next;
        }
        entries[at] = default;
    }

    private void Grow()
    {
        Entry[] old = entries;
        entries = new Entry[1 << ++bits];
        foreach (Entry entry in old)
            if (entry.Key != 0)
                entries[Find(entry.Key)] = entry;
    }

    private struct Entry
    {
        public ulong Key;
        public int Count;
        public bool IsRisen;
    }
}
