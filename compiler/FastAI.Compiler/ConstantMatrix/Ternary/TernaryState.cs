namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// A solution under work: nodes that several sums share, and what is left of each sum, its row of terms. All changes go through <see
/// cref="Add"/>,
/// <see cref="Remove"/>, <see cref="Recode"/>, <see cref="Make"/> and <see cref="Drop"/>, which keep uses and the counts of patterns, and
/// can be undone.
/// </summary>
internal sealed class TernaryState
{
    /// <summary>Levels whose weights have room in 64 bits.</summary>
    private const int MostLevels = 38;

    private readonly List<int> dropped = [];
    private readonly List<Change> log = [];
    private readonly long[] weights;
    private readonly long[] largest;
    private bool undoing;

    /// <param name="problem">The matrix.</param>
    /// <param name="slack">Levels above the fewest in which a sum is to be ready; every sum has its own fewest.</param>
    /// <param name="groupInputs">Neighbouring inputs among which patterns are sought.</param>
    public TernaryState(ConstantMatrixProblem problem, int slack, int groupInputs = int.MaxValue)
    {
        Nodes = new(problem, groupInputs);
        weights = new long[problem.Outputs];
        IsDirty = new bool[problem.Outputs];
        Rows = new List<TernaryTerm>[problem.Outputs];
        for (int j = 0; j < Rows.Length; j++)
            Rows[j] = [];
        Counts = new PatternCounts(this)
        {
            Triples = PatternCounts.Fits(
                Enumerable
                    .Range(0, problem.Outputs)
                    .Select(j => Enumerable.Range(0, problem.Inputs).Sum(i => (long)SignedDigits.Weight(problem[i, j])))
            ),
        };
        Span<(int Shift, int Sign)> digits = stackalloc (int, int)[64];
        for (int j = 0; j < Rows.Length; j++)
        {
            for (int i = 0; i < problem.Inputs; i++)
            {
                if (problem.IsZero(i))
                    continue;
                int count = SignedDigits.Split(problem[i, j], digits);
                for (int k = 0; k < count; k++)
                    Put(j, new(i, digits[k].Shift, digits[k].Sign < 0));
            }
        }
        largest = Array.ConvertAll(weights, w => PowerAbove(w, slack));
        Commit();
    }

    public TernaryNodes Nodes { get; }

    /// <summary>The terms of each output that are still to be added.</summary>
    public List<TernaryTerm>[] Rows { get; }

    /// <summary>How often pairs and triples of terms stand in rows.</summary>
    public PatternCounts Counts { get; }

    /// <summary>Rows that have changed since their flag was taken back.</summary>
    public bool[] IsDirty { get; }

    /// <summary>Terms, patterns and changes handled, a measure of the time taken that is the same on every machine.</summary>
    public long Work { get; set; }

    /// <summary>3^depth.</summary>
    public static long Power(int depth)
    {
        long power = 1;
        for (int k = 0; k < depth; k++)
            power = checked(power * 3);
        return power;
    }

    /// <summary>Weight of all terms of a row, 3^depth each.</summary>
    public long Weight(int row) => weights[row];

    /// <summary>A tree of adders of three puts terms together in L levels exactly if their weights sum to at most 3^L: this for a
    /// row.</summary>
    public long LargestWeight(int row) => largest[row];

    /// <summary>
    /// Adds a term to a row. Terms of the same node at the same or neighbouring shifts join where that leaves fewer: x + x = 2x, x - x = 0,
    /// 2x - x = x.
    /// </summary>
    public void Add(int row, TernaryTerm term)
    {
        List<TernaryTerm> terms = Rows[row];
        TernaryTerm opposite = term with { Negate = !term.Negate },
            above = opposite with { Shift = term.Shift + 1 },
            below = opposite with { Shift = term.Shift - 1 };
        if (terms.Contains(opposite))
            Remove(row, opposite);
        else if (terms.Contains(term))
        {
            Remove(row, term);
            Add(row, term with { Shift = term.Shift + 1 });
        }
        else if (terms.Contains(above))
        {
            Remove(row, above);
            Add(row, opposite);
        }
        else if (terms.Contains(below))
        {
            Remove(row, below);
            Add(row, term with { Shift = term.Shift - 1 });
        }
        else
            Put(row, term);
    }

    /// <summary>Takes a term from a row that has it.</summary>
    public void Remove(int row, TernaryTerm term)
    {
        List<TernaryTerm> terms = Rows[row];
        int at = terms.IndexOf(term);
        terms[at] = terms[^1];
        terms.RemoveAt(terms.Count - 1);
        Counts.Count(terms, term, -1);
        Nodes.Uses[term.Node]--;
        Touch(row, -Power(Nodes.Depth(term.Node)));
        if (!undoing)
            log.Add(new(Kind.Remove, row, term, null));
    }

    /// <summary>Writes a term and another one of its node as the other pair with the same sum, if they stand so: x + 2x as 4x - x, and the
    /// other way round.</summary>
    public void Recode(int row, TernaryTerm term)
    {
        List<TernaryTerm> terms = Rows[row];
        TernaryTerm next = term with { Shift = term.Shift + 1 },
            upper = new(term.Node, term.Shift + 2, !term.Negate);
        if (!terms.Contains(term))
            return;
        (TernaryTerm partner, TernaryTerm low, TernaryTerm high) = terms.Contains(next)
            ? (next, term with { Negate = !term.Negate }, upper with { Negate = term.Negate })
            : (upper, term with { Negate = upper.Negate }, next with { Negate = upper.Negate });
        if (!terms.Contains(partner) || terms.Contains(low) || terms.Contains(high))
            return;
        Remove(row, term);
        Remove(row, partner);
        Put(row, low);
        Put(row, high);
    }

    /// <summary>Makes a node of two or three terms and returns its number.</summary>
    public int Make(ReadOnlySpan<TernaryTerm> sum)
    {
        int node = Nodes.Make(sum);
        Work += Nodes.Inputs;
        log.Add(new(Kind.Make, node, default, null));
        return node;
    }

    /// <summary>Removes a node that nothing reads.</summary>
    public void Drop(int node)
    {
        dropped.Add(node);
        log.Add(new(Kind.Drop, node, default, Nodes.Drop(node)));
    }

    /// <summary>Keeps all changes.</summary>
    public void Commit()
    {
        log.Clear();
        foreach (int node in dropped)
            Nodes.Free(node);
        dropped.Clear();
    }

    /// <summary>Takes all changes since the last <see cref="Commit"/> back.</summary>
    public void Rollback()
    {
        undoing = true;
        for (int k = log.Count - 1; k >= 0; k--)
        {
            Change change = log[k];
            switch (change.Kind)
            {
                case Kind.Put:
                    Remove(change.Index, change.Term);
                    break;
                case Kind.Remove:
                    Put(change.Index, change.Term);
                    break;
                case Kind.Make:
                    Nodes.Drop(change.Index);
                    Nodes.Free(change.Index);
                    break;
                case Kind.Drop:
                    Nodes.Put(change.Index, change.Terms!);
                    break;
            }
        }
        undoing = false;
        log.Clear();
        dropped.Clear();
        Counts.Risen.Clear();
    }

    /// <summary>The power of three at or above a weight, times 3^slack as far as there is room.</summary>
    private static long PowerAbove(long weight, int slack)
    {
        int levels = 0;
        while (Power(levels) < weight)
            levels++;
        return Power(Math.Max(levels, Math.Min(MostLevels, levels + slack)));
    }

    private void Put(int row, TernaryTerm term)
    {
        List<TernaryTerm> terms = Rows[row];
        Counts.Count(terms, term, 1);
        terms.Add(term);
        Nodes.Uses[term.Node]++;
        Touch(row, Power(Nodes.Depth(term.Node)));
        if (!undoing)
            log.Add(new(Kind.Put, row, term, null));
    }

    private void Touch(int row, long weight)
    {
        weights[row] += weight;
        IsDirty[row] = true;
    }

    private enum Kind
    {
        Put,
        Remove,
        Make,
        Drop,
    }

    /// <summary>A change and what takes it back; the index is of a row or of a node.</summary>
    private readonly record struct Change(Kind Kind, int Index, TernaryTerm Term, TernaryTerm[]? Terms);
}
