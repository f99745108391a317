using System.Numerics;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// A solution under work: nodes that several sums share, and what is left of each sum, its row of terms. All changes go through <c>Add</c>,
/// <c>Remove</c>, <see cref="Recode"/>, <see cref="Make"/> and <see cref="Drop"/>, which keep uses and the counts of patterns, and can be
/// undone.
/// </summary>
internal sealed partial class TernaryState
{
    /// <summary>Levels whose weights have room in 64 bits.</summary>
    private const int MostLevels = 38;

    private static readonly long[] Powers = [.. Enumerable.Range(0, 40).Select(k => (long)BigInteger.Pow(3, k))];

    private readonly List<int> dirty = [];
    private readonly int rowWords;
    private readonly TernaryRow[] parts;
    private ulong[] rowsOf = [];
    private readonly long[] weights;
    private readonly long[] largest;
    private readonly bool[] isDirty;

    /// <param name="problem">The matrix.</param>
    /// <param name="slack">Levels above the fewest in which a sum is to be ready; every sum has its own fewest.</param>
    /// <param name="groupInputs">Neighbouring inputs among which patterns are sought.</param>
    public TernaryState(ConstantMatrixProblem problem, int slack, int groupInputs = int.MaxValue)
    {
        Nodes = new(problem, groupInputs);
        rowsOf = new ulong[2 * Nodes.Count * ((problem.Outputs + 63) / 64)];
        weights = new long[problem.Outputs];
        isDirty = new bool[problem.Outputs];
        isTouched = new bool[problem.Outputs];
        origins = new int[problem.Outputs][];
        Array.Fill(origins, []);
        originCounts = new int[problem.Outputs];
        originWeights = new long[problem.Outputs];
        rowWords = (problem.Outputs + 63) / 64;
        Rows = new TernaryRow[problem.Outputs];
        for (int j = 0; j < Rows.Length; j++)
            Rows[j] = new();
        parts = Nodes.IsGrouped ? [.. Enumerable.Range(0, problem.Outputs * Nodes.Groups).Select(_ => new TernaryRow())] : Rows;
        Counts = new PatternCounts(this);
        Span<(int Shift, int Sign)> digits = stackalloc (int, int)[64];
        for (int j = 0; j < Rows.Length; j++)
        {
            for (int i = 0; i < problem.Inputs; i++)
            {
                if (problem.IsZero(i))
                    continue;
                int count = SignedDigits.Split(problem[i, j], digits);
                for (int k = 0; k < count; k++)
                    Put(j, TernaryRow.Pack(new(i, digits[k].Shift, digits[k].Sign < 0)));
            }
        }
        largest = Array.ConvertAll(weights, w => PowerAbove(w, slack));
        building = false;
        Commit();
    }

    public TernaryNodes Nodes { get; }

    /// <summary>The terms of each output that are still to be added.</summary>
    public TernaryRow[] Rows { get; }

    /// <summary>Those of a row's terms whose nodes are of the same group as <paramref name="node"/>.</summary>
    public TernaryRow Part(int row, int node) => Nodes.IsGrouped ? parts[(row * Nodes.Groups) + Nodes.Group(node)] : Rows[row];

    /// <summary>How often pairs of terms stand in rows.</summary>
    public PatternCounts Counts { get; }

    /// <summary>Rows that have changed since <see cref="Clean"/>, each once.</summary>
    public List<int> Dirty => dirty;

    /// <summary>Nodes of which a reader has gone since the list was emptied.</summary>
    public List<int> Unsettled { get; } = [];

    /// <summary>Terms, patterns and changes handled, a measure of the time taken that is the same on every machine.</summary>
    public long Work { get; set; }

    /// <summary>3^depth.</summary>
    public static long Power(int depth) => Powers[depth];

    /// <summary>Weight of all terms of a row, 3^depth each.</summary>
    public long Weight(int row) => weights[row];

    /// <summary>A tree of adders of three puts terms together in L levels exactly if their weights sum to at most 3^L: this for a
    /// row.</summary>
    public long LargestWeight(int row) => largest[row];

    /// <summary>Rows that read a node, a bit for each.</summary>
    public ReadOnlySpan<ulong> RowsOf(int node) => rowsOf.AsSpan(node * rowWords, rowWords);

    /// <summary>A row that reads a node; -1 if none does.</summary>
    public int RowOf(int node)
    {
        ReadOnlySpan<ulong> rows = RowsOf(node);
        for (int k = 0; k < rows.Length; k++)
            if (rows[k] != 0)
                return (k * 64) + BitOperations.TrailingZeroCount(rows[k]);
        return -1;
    }

    /// <summary>
    /// Adds a term to a row. Terms of the same node at the same or neighbouring shifts join where that leaves fewer: x + x = 2x, x - x = 0,
    /// 2x - x = x.
    /// </summary>
    public void Add(int row, TernaryTerm term) => Add(row, TernaryRow.Pack(term));

    /// <inheritdoc cref="Add(int, TernaryTerm)"/>
    public void Add(int row, int term)
    {
        TernaryRow terms = Rows[row];
        int opposite = term ^ 1;
        const int one = 1 << TernaryRow.ShiftAt;
        if (!HasBit(row, TernaryRow.NodeOf(term)))
            Put(row, term);
        else if (terms.Contains(opposite))
            Remove(row, opposite);
        else if (terms.Contains(term))
        {
            Remove(row, term);
            Add(row, term + one);
        }
        else if (terms.Contains(opposite + one))
        {
            Remove(row, opposite + one);
            Add(row, opposite);
        }
        else if (terms.Contains(opposite - one))
        {
            Remove(row, opposite - one);
            Add(row, term - one);
        }
        else
            Put(row, term);
    }

    /// <summary>Takes a term from a row that has it.</summary>
    public void Remove(int row, TernaryTerm term) => Remove(row, TernaryRow.Pack(term));

    /// <inheritdoc cref="Remove(int, TernaryTerm)"/>
    public void Remove(int row, int term)
    {
        TernaryRow terms = Rows[row];
        int node = TernaryRow.NodeOf(term);
        Save(row);
        terms.Remove(term);
        if (!terms.Reads(node))
            rowsOf[(node * rowWords) + (row >> 6)] &= ~(1UL << row);
        if (Nodes.IsGrouped)
            Part(row, node).Remove(term);
        if (!deferred)
            Counts.Count(Part(row, node), term, -1);
        if (--Nodes.Uses[node] < 2 && node >= Nodes.Inputs)
            Unsettled.Add(node);
        Touch(row, -Power(Nodes.Depth(node)));
    }

    /// <summary>Writes a term and another one of its node as the other pair with the same sum, if they stand so: x + 2x as 4x - x, and the
    /// other way round.</summary>
    public void Recode(int row, TernaryTerm term)
    {
        TernaryRow terms = Rows[row];
        int packed = TernaryRow.Pack(term);
        const int one = 1 << TernaryRow.ShiftAt;
        int next = packed + one,
            upper = (packed + (2 * one)) ^ 1;
        if (!terms.Contains(packed))
            return;
        // x + 2x = -x + 4x; -x + 4x = x + 2x
        (int partner, int low, int high) = terms.Contains(next)
            ? (next, packed ^ 1, packed + (2 * one))
            : (upper, packed ^ 1, (packed ^ 1) + one);
        if (!terms.Contains(partner) || terms.Contains(low) || terms.Contains(high))
            return;
        Remove(row, packed);
        Remove(row, partner);
        Put(row, low);
        Put(row, high);
    }

    /// <summary>Makes a node of two or three terms and returns its number.</summary>
    public int Make(ReadOnlySpan<TernaryTerm> sum)
    {
        foreach (int gone in dropped)
        {
            if (!sum.SequenceEqual(Nodes.Gone(gone)))
                continue;
            dropped.Remove(gone);
            Nodes.Put(gone, Nodes.Gone(gone));
            log.Add((Kind.Revive, gone));
            return gone;
        }
        int node = Nodes.Make(sum);
        if (rowsOf.Length < Nodes.Count * rowWords)
            Array.Resize(ref rowsOf, 2 * Nodes.Count * rowWords);
        Work += Nodes.Inputs;
        log.Add((Kind.Make, node));
        return node;
    }

    /// <summary>Removes a node that nothing reads.</summary>
    public void Drop(int node)
    {
        dropped.Add(node);
        log.Add((Kind.Drop, node));
        foreach (TernaryTerm term in Nodes.Drop(node))
            if (term.Node >= Nodes.Inputs && Nodes.Uses[term.Node] < 2)
                Unsettled.Add(term.Node);
    }

    /// <summary>Forgets which rows have changed.</summary>
    public void Clean()
    {
        foreach (int row in dirty)
            isDirty[row] = false;
        dirty.Clear();
    }

    /// <summary>The power of three at or above a weight, times 3^slack as far as there is room.</summary>
    private static long PowerAbove(long weight, int slack)
    {
        int levels = 0;
        while (Power(levels) < weight)
            levels++;
        return Power(Math.Max(levels, Math.Min(MostLevels, levels + slack)));
    }

    private bool HasBit(int row, int node) => (rowsOf[(node * rowWords) + (row >> 6)] & (1UL << row)) != 0;

    private void Put(int row, int term)
    {
        TernaryRow terms = Rows[row];
        int node = TernaryRow.NodeOf(term);
        Save(row);
        if (!deferred)
            Counts.Count(Part(row, node), term, 1);
        terms.Add(term);
        if (Nodes.IsGrouped)
            Part(row, node).Add(term);
        rowsOf[(node * rowWords) + (row >> 6)] |= 1UL << row;
        Nodes.Uses[node]++;
        Touch(row, Power(Nodes.Depth(node)));
    }

    private void Touch(int row, long weight)
    {
        weights[row] += weight;
        if (isDirty[row])
            return;
        isDirty[row] = true;
        dirty.Add(row);
    }
}
