namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <content>What takes changes back, and counts of patterns that wait for what is taken back or put together again.</content>
internal sealed partial class TernaryState
{
    private readonly List<int> dropped = [];
    private readonly List<(Kind Kind, int Node)> log = [];
    private readonly bool[] isTouched;
    private readonly int[][] origins;
    private readonly int[] originCounts;
    private readonly long[] originWeights;
    private readonly List<int> touched = [];
    private readonly TernaryRow work = new();
    private bool deferred;
    private bool building = true;

    /// <summary>Lets the counts of patterns wait until <see cref="CatchUp"/>, so that what is taken apart and put together again costs
    /// nothing. Only right after <see cref="Commit"/> or <see cref="Rollback"/>.</summary>
    public void Defer() => deferred = true;

    /// <summary>Brings the counts of patterns up to date with the rows.</summary>
    public void CatchUp()
    {
        if (!deferred)
            return;
        deferred = false;
        foreach (int row in touched)
            CountChange(origins[row].AsSpan(0, originCounts[row]), Rows[row].Packed);
    }

    /// <summary>Keeps all changes.</summary>
    public void Commit()
    {
        foreach (int node in dropped)
            Nodes.Free(node);
        Forget();
    }

    /// <summary>Takes all changes since the last <see cref="Commit"/> back.</summary>
    public void Rollback()
    {
        CatchUp();
        foreach (int row in touched)
        {
            TernaryRow terms = Rows[row];
            ReadOnlySpan<int> origin = origins[row].AsSpan(0, originCounts[row]);
            CountChange(terms.Packed, origin);
            foreach (int term in terms.Packed)
            {
                Nodes.Uses[TernaryRow.NodeOf(term)]--;
                rowsOf[(TernaryRow.NodeOf(term) * rowWords) + (row >> 6)] &= ~(1UL << row);
            }
            if (Nodes.IsGrouped)
                foreach (int term in terms.Packed)
                    Part(row, TernaryRow.NodeOf(term)).Remove(term);
            terms.Set(origin);
            foreach (int term in origin)
            {
                if (Nodes.IsGrouped)
                    Part(row, TernaryRow.NodeOf(term)).Add(term);
                Nodes.Uses[TernaryRow.NodeOf(term)]++;
                rowsOf[(TernaryRow.NodeOf(term) * rowWords) + (row >> 6)] |= 1UL << row;
            }
            weights[row] = originWeights[row];
        }
        for (int k = log.Count - 1; k >= 0; k--)
        {
            (Kind kind, int node) = log[k];
            if (kind == Kind.Drop)
                Nodes.Put(node, Nodes.Gone(node));
            else
                Nodes.Drop(node);
            if (kind == Kind.Make)
                Nodes.Free(node);
        }
        Unsettled.Clear();
        Counts.Forget();
        Forget();
    }

    private void Forget()
    {
        log.Clear();
        dropped.Clear();
        foreach (int row in touched)
            isTouched[row] = false;
        touched.Clear();
    }

    /// <summary>Keeps a row as it is before its first change, to which a rollback goes back.</summary>
    private void Save(int row)
    {
        if (building || isTouched[row])
            return;
        isTouched[row] = true;
        touched.Add(row);
        ReadOnlySpan<int> terms = Rows[row].Packed;
        if (origins[row].Length < terms.Length)
            origins[row] = new int[2 * terms.Length];
        terms.CopyTo(origins[row]);
        (originCounts[row], originWeights[row]) = (terms.Length, weights[row]);
    }

    /// <summary>Counts the pairs that a row loses and gains.</summary>
    private void CountChange(ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        work.Set(before);
        foreach (int term in before)
        {
            if (after.Contains(term))
                continue;
            work.Remove(term);
            Counts.Count(work, term, -1);
        }
        foreach (int term in after)
        {
            if (before.Contains(term))
                continue;
            Counts.Count(work, term, 1);
            work.Add(term);
        }
    }

    private enum Kind
    {
        Make,
        Revive,
        Drop,
    }
}
