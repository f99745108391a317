namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Ruin and recreate under simulated annealing: dissolve a few related nodes, or write digits another way; share anew what was touched,
/// with strongly noisy gains; add up the touched rows; keep the result if it is cheaper or by chance.
/// </summary>
internal sealed class TernaryAnnealing
{
    private const double FirstTemperature = 3;
    private const double Noise = 30;
    private const double RecodeShare = 0.25;
    private const int LargestRuin = 10;

    private readonly TernaryState state;
    private readonly TernaryGreedy greedy;
    private readonly RowAdders adders;
    private readonly int[] costs;
    private readonly RowPlan[] plans;
    private readonly HeldWords held;
    private readonly double registerPrice;
    private readonly List<(int Row, int Cost, RowPlan Plan, HeldWords.Row Held)> before = [];
    private readonly List<int> near = [];
    private readonly int[] queue;
    private SplitMix random;
    private long rowLuts;

    /// <param name="state">What is searched.</param>
    /// <param name="greedy">Shares what has been touched.</param>
    /// <param name="seed">Start of the random sequence.</param>
    /// <param name="registerPrice">Tables that a bit is worth for each level that it is kept.</param>
    public TernaryAnnealing(TernaryState state, TernaryGreedy greedy, ulong seed, double registerPrice)
    {
        (this.state, this.greedy, this.registerPrice) = (state, greedy, registerPrice);
        adders = new(state);
        held = new(state);
        costs = new int[state.Rows.Length];
        plans = new RowPlan[state.Rows.Length];
        Array.Fill(plans, new(0.6, false));
        queue = new int[state.Rows.Length];
        random = new(seed);
    }

    /// <summary>Tables of all adders, and what the words kept between them are worth.</summary>
    public double Total => state.Nodes.Luts + rowLuts + (registerPrice > 0 ? registerPrice * held.Total() : 0);

    public long Iterations { get; private set; }

    /// <summary>Shares and adds up; then improves until the work is done.</summary>
    public void Run(long work, CancellationToken cancellation, IProgress<double>? progress)
    {
        greedy.Run(cancellation);
        Settle();
        Evaluate();
        state.Commit();
        before.Clear();
        double current = Total;
        long start = state.Work;
        greedy.Noise = Noise;
        for (double done; (done = (double)(state.Work - start) / Math.Max(1, work)) < 1; Iterations++)
        {
            if ((Iterations & 63) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(done);
            }
            state.Work += 100;
            greedy.Salt = random.Next();
            greedy.Price = 0.4 + (0.3 * random.Uniform());
            greedy.Overhead = 1 + (2 * random.Uniform());
            if (random.Uniform() < RecodeShare)
                Recode();
            else
                Ruin();
            greedy.Run(cancellation);
            Settle();
            Evaluate();
            double next = Total;
            if (next <= current || next - current < -FirstTemperature * (1 - done) * Math.Log(random.Uniform() + 1e-12))
            {
                state.Commit();
                current = next;
            }
            else
            {
                state.Rollback();
                Restore();
            }
            before.Clear();
        }
        greedy.Noise = 0;
    }

    /// <summary>The cheapest way found for each row; also looks for a better one.</summary>
    public RowPlan Finish(int row, int tries)
    {
        double least = Build(row, plans[row]).Cost;
        for (int k = 0; k < tries; k++)
        {
            RowPlan plan =
                k < 12
                    ? new(0.1 + (0.2 * (k / 2)), k % 2 == 1)
                    : new(1.2 * random.Uniform(), random.Below(2) == 0, random.Below(2) == 0 ? 0 : 4 * random.Uniform(), random.Next());
            double cost = Build(row, plan).Cost;
            if (cost < least)
                (least, plans[row]) = (cost, plan);
        }
        return plans[row];
    }

    /// <summary>Dissolves a random node and some of its operands, users and siblings.</summary>
    private void Ruin()
    {
        int node = RandomNode();
        if (node < 0)
        {
            Recode();
            return;
        }
        near.Clear();
        TernaryTerm[] terms = state.Nodes.Terms(node)!;
        int reach = random.Below(3);
        foreach (TernaryTerm term in terms)
            if (state.Nodes.Terms(term.Node) is not null)
                near.Add(term.Node);
        if (reach > 0)
        {
            // nodes that share an operand, or stand in a row together
            for (int other = state.Nodes.Inputs; other < state.Nodes.Count; other++)
            {
                if (other == node || state.Nodes.Terms(other) is not { } own)
                    continue;
                if (reach == 1 ? SharesOperand(terms, own) : random.Below(8) == 0)
                    near.Add(other);
            }
        }
        int more = random.Below(LargestRuin);
        Inline(node);
        for (int k = 0; k < more && near.Count > 0; k++)
        {
            int other = near[random.Below(near.Count)];
            if (state.Nodes.Terms(other) is not null)
                Inline(other);
        }
        if (random.Below(3) == 0)
            Recode();
    }

    private static bool SharesOperand(TernaryTerm[] a, TernaryTerm[] b)
    {
        foreach (TernaryTerm x in a)
        foreach (TernaryTerm y in b)
            if (x.Node == y.Node)
                return true;
        return false;
    }

    /// <summary>Writes a node's digits another way in a row, or in every row where they stand so.</summary>
    private void Recode()
    {
        int times = 1 + random.Below(4);
        for (int k = 0; k < times; k++)
        {
            int row = random.Below(state.Rows.Length);
            if (state.Rows[row].Count < 2)
                continue;
            TernaryTerm term = state.Rows[row][random.Below(state.Rows[row].Count)];
            state.Recode(row, term);
        }
    }

    private int RandomNode()
    {
        int count = state.Nodes.Count - state.Nodes.Inputs;
        for (int tries = 0; tries < 50 && count > 0; tries++)
        {
            int node = state.Nodes.Inputs + random.Below(count);
            if (state.Nodes.Terms(node) is not null)
                return node;
        }
        return -1;
    }

    /// <summary>Writes a node's terms where it is read, in rows; nodes that read it are dissolved first.</summary>
    private void Inline(int node)
    {
        for (int user = state.Nodes.Inputs; user < state.Nodes.Count && state.Nodes.Uses[node] > 0; user++)
            if (state.Nodes.Terms(user) is { } terms && Array.Exists(terms, t => t.Node == node))
                Inline(user);
        TernaryTerm[] own = state.Nodes.Terms(node)!;
        for (int row = 0; row < state.Rows.Length && state.Nodes.Uses[node] > 0; row++)
        {
            for (int k = state.Rows[row].Count - 1; k >= 0; k--)
            {
                TernaryTerm term = state.Rows[row][k];
                if (term.Node != node)
                    continue;
                state.Remove(row, term);
                foreach (TernaryTerm inner in own)
                    state.Add(row, inner.Of(term));
                k = state.Rows[row].Count;
            }
        }
        state.Drop(node);
    }

    /// <summary>Removes nodes that nothing reads, and writes those that one row alone reads there; shares what this brings
    /// together.</summary>
    private void Settle()
    {
        bool changed;
        do
        {
            changed = false;
            for (int node = state.Nodes.Count - 1; node >= state.Nodes.Inputs; node--)
            {
                if (state.Nodes.Terms(node) is null || state.Nodes.Uses[node] > 1)
                    continue;
                if (state.Nodes.Uses[node] == 0)
                    state.Drop(node);
                else if (IsInRow(node))
                    Inline(node);
                else
                    continue;
                changed = true;
            }
            if (changed && state.Counts.Risen.Count > 0)
                greedy.Run();
        } while (changed);
    }

    private bool IsInRow(int node)
    {
        foreach (List<TernaryTerm> row in state.Rows)
        foreach (TernaryTerm term in row)
            if (term.Node == node)
                return true;
        return false;
    }

    /// <summary>Adds up the rows that have changed: as before, and another way.</summary>
    private void Evaluate()
    {
        int rows = 0;
        for (int row = 0; row < costs.Length; row++)
            if (state.IsDirty[row])
                queue[rows++] = row;
        for (int k = 0; k < rows; k++)
        {
            int row = queue[k];
            state.IsDirty[row] = false;
            before.Add((row, costs[row], plans[row], held[row]));
            (double cost, int luts) = Build(row, plans[row]);
            HeldWords.Row kept = Kept(row);
            RowPlan other = new(
                0.2 + (0.8 * random.Uniform()),
                random.Below(2) == 0,
                Hold: registerPrice > 0 ? 2 * registerPrice * random.Uniform() : 0
            );
            (double otherCost, int otherLuts) = Build(row, other);
            if (otherCost < cost)
                (luts, plans[row], kept) = (otherLuts, other, Kept(row));
            rowLuts += luts - costs[row];
            (costs[row], held[row]) = (luts, kept);
        }
    }

    /// <summary>Tables of a row added up so, and these with what its own sums that are kept are worth.</summary>
    private (double Cost, int Luts) Build(int row, RowPlan plan)
    {
        int luts = adders.Build(row, plan);
        return (luts + (registerPrice * adders.Held), luts);
    }

    private HeldWords.Row Kept(int row) => registerPrice > 0 ? held.Of(row, adders) : default;

    private void Restore()
    {
        foreach ((int row, int cost, RowPlan plan, HeldWords.Row kept) in before)
        {
            rowLuts += cost - costs[row];
            (costs[row], plans[row], held[row]) = (cost, plan, kept);
        }
        Array.Clear(state.IsDirty);
    }
}
