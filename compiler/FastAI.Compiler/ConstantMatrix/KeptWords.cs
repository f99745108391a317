namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Register bits of a search's state if registers stood after every level of adders: each word's width times the levels from its adder to
/// the last one that reads it. A design that is cut after every n-th level takes about an n-th of them, wherever the cuts fall.
/// </summary>
internal sealed class KeptWords(RowTable rows, NodeTable nodes, CoefficientVectors vectors, RowTree tree)
{
    private readonly List<(int Row, Kept Kept)> _before = [];
    private Kept[] _rows = new Kept[256];
    private int[] _last = new int[256];

    /// <param name="Own">Bits times levels of the sums that only the row reads.</param>
    /// <param name="Reads">For each digit of the row its node, and the level of the adder that reads it; null where nothing is added.</param>
    private readonly record struct Kept(long Own, (int Node, int Level)[]? Reads);

    /// <summary>Looks at a row that has changed; null for <paramref name="level"/> if it is no more.</summary>
    public void Update(int row, int? level)
    {
        if (row >= _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(row + 1, 2 * _rows.Length));
        }

        _before.Add((row, _rows[row]));
        _rows[row] = level is { } at ? Of(row, at) : default;
    }

    /// <summary>Makes the updates final.</summary>
    public void Commit() => _before.Clear();

    /// <summary>Undoes the updates since the last <see cref="Commit"/>.</summary>
    public void Rollback()
    {
        for (int i = _before.Count - 1; i >= 0; i--)
        {
            _rows[_before[i].Row] = _before[i].Kept;
        }

        _before.Clear();
    }

    /// <summary>Bits times levels of all words.</summary>
    public long Total()
    {
        int count = nodes.Count;
        if (_last.Length < count)
        {
            _last = new int[2 * count];
        }

        Array.Clear(_last, 0, count);
        long total = 0;
        foreach (Kept row in _rows.AsSpan(0, Math.Min(count, _rows.Length)))
        {
            total += row.Own;
            foreach ((int node, int level) in row.Reads.AsSpan())
            {
                _last[node] = Math.Max(_last[node], level);
            }
        }

        for (int node = 0; node < count; node++)
        {
            total += (long)nodes.Span[node].Width * Math.Max(0, _last[node] - nodes.Depth[node]);
        }

        return total;
    }

    private Kept Of(int row, int level)
    {
        List<(int Left, int Right)> plan = tree.Plan(row, level);
        if (plan.Count == 0)
        {
            return default;
        }

        int leaves = plan.Count + 1;
        var reads = new (int Node, int Level)[leaves];
        var words = new (int Sum, bool Negated, int Width, int Level)[leaves + plan.Count];
        Span<(int Shift, int Sign)> digits = stackalloc (int, int)[64];
        ReadOnlySpan<int> terms = rows.Nodes(row);
        int made = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            int count = SignedDigits.Split(rows.Coefficients(row)[i], digits);
            for (int d = 0; d < count; d++)
            {
                int sum = RowTree.Leaves + made;
                vectors.Load(sum, terms[i], digits[d].Shift, digits[d].Sign < 0);
                reads[made].Node = terms[i];
                words[made++] = (sum, digits[d].Sign < 0, 0, nodes.Depth[terms[i]]);
            }
        }

        long own = 0;
        foreach ((int left, int right) in plan)
        {
            int ready = 1 + Math.Max(words[left].Level, words[right].Level);
            foreach (int read in (ReadOnlySpan<int>)[left, right])
            {
                if (read < leaves)
                {
                    reads[read].Level = ready;
                }
                else
                {
                    own += (long)words[read].Width * (ready - words[read].Level);
                }
            }

            bool negated = words[left].Negated && words[right].Negated;
            NodeSpan span = vectors.Add(words[left].Sum, words[left].Sum, words[right].Sum, negated);
            words[made++] = (words[left].Sum, negated, span.Width, ready);
        }

        return new(own, reads);
    }
}
