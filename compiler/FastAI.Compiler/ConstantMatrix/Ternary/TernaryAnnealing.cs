using System.Numerics;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Ruin and recreate under simulated annealing: dissolve a few related nodes, or write digits another way; share anew what was touched,
/// with noisy gains; keep the result if it is cheaper or by chance. Rows are estimated (<see cref="RowEstimate"/>) until the end, when the
/// adders of each are chosen.
/// </summary>
internal sealed class TernaryAnnealing
{
    private const double FirstTemperature = 3;

    /// <summary>Bits kept in the end to those of the estimate, which adds every word as early as it can.</summary>
    private const double HeldShare = 1.5;

    private const double Noise = 3;
    private const double RecodeShare = 0.15;
    private const int LargestRuin = 6;

    private readonly TernaryState state;
    private readonly TernaryGreedy greedy;
    private readonly RowAdders adders;
    private readonly RowEstimate estimate;
    private readonly int[] costs;
    private readonly RowPlan[] plans;
    private readonly HeldWords held;
    private readonly double registerPrice;
    private readonly List<(int Row, int Cost, HeldWords.Row Held)> before = [];
    private readonly List<int> near = [];
    private SplitMix random;
    private long rows;

    /// <param name="state">What is searched.</param>
    /// <param name="greedy">Shares what has been touched.</param>
    /// <param name="seed">Start of the random sequence.</param>
    /// <param name="registerPrice">Tables that a bit is worth for each level that it is kept.</param>
    public TernaryAnnealing(TernaryState state, TernaryGreedy greedy, ulong seed, double registerPrice)
    {
        (this.state, this.greedy, this.registerPrice) = (state, greedy, registerPrice);
        adders = new(state);
        estimate = new(state);
        held = new(state);
        costs = new int[state.Rows.Length];
        plans = new RowPlan[state.Rows.Length];
        Array.Fill(plans, new(0.6, false));
        random = new(seed);
    }

    public long Iterations { get; private set; }

    /// <summary>Tables of all adders as they are estimated, and what the words kept between them are worth.</summary>
    private double Total => state.Nodes.Luts + (rows / 100.0) + (registerPrice > 0 ? HeldShare * registerPrice * held.Total() : 0);

    /// <summary>Shares; improves until the work is done; then adds up the rows.</summary>
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
            greedy.Price = 0.45 + (0.07 * random.Uniform());
            greedy.Overhead = 1.5 + (0.7 * random.Uniform());
            state.Defer();
            if (random.Uniform() < RecodeShare)
                Recode();
            else
                Ruin();
            state.CatchUp();
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
        for (int row = 0; row < plans.Length; row++)
            Build(row, plans[row]);
    }

    /// <summary>The cheapest way found for each row; also looks for a better one.</summary>
    public RowPlan Finish(int row, int tries)
    {
        double least = Build(row, plans[row]);
        for (int k = 0; k < tries; k++)
        {
            RowPlan plan =
                k < 12
                    ? new(0.1 + (0.2 * (k / 2)), k % 2 == 1)
                    : new(
                        1.2 * random.Uniform(),
                        random.Below(2) == 0,
                        random.Below(2) == 0 ? 0 : 4 * random.Uniform(),
                        random.Next(),
                        registerPrice > 0 && random.Below(2) == 0 ? 2 * registerPrice * random.Uniform() : 0
                    );
            double cost = Build(row, plan);
            if (cost < least)
                (least, plans[row]) = (cost, plan);
        }
        Build(row, plans[row]);
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
            int row = reach == 1 ? -1 : RandomRowOf(node);
            if (row >= 0)
            {
                foreach (int term in state.Rows[row].Packed)
                    if (TernaryRow.NodeOf(term) is var other && other != node && state.Nodes.Terms(other) is not null)
                        near.Add(other);
            }
            else
            {
                foreach (TernaryTerm term in terms)
                foreach (int other in state.Nodes.Readers(term.Node))
                    if (other != node)
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

    /// <summary>A row that reads the node; -1 if none does.</summary>
    private int RandomRowOf(int node)
    {
        int count = 0;
        foreach (ulong rows in state.RowsOf(node))
            count += BitOperations.PopCount(rows);
        int left = count == 0 ? -1 : random.Below(count);
        ReadOnlySpan<ulong> words = state.RowsOf(node);
        for (int k = 0; k < words.Length && left >= 0; k++)
        for (ulong rows = words[k]; rows != 0; rows &= rows - 1)
            if (left-- == 0)
                return (k * 64) + BitOperations.TrailingZeroCount(rows);
        return -1;
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
        while (state.Nodes.Readers(node) is { Count: > 0 } readers)
            Inline(readers[^1]);
        TernaryTerm[] own = state.Nodes.Terms(node)!;
        for (int row; (row = state.RowOf(node)) >= 0; )
        {
            foreach (int term in state.Rows[row].Packed)
            {
                if (TernaryRow.NodeOf(term) != node)
                    continue;
                state.Remove(row, term);
                TernaryTerm outer = TernaryRow.Unpack(term);
                foreach (TernaryTerm inner in own)
                    state.Add(row, inner.Of(outer));
                break;
            }
        }
        state.Drop(node);
    }

    /// <summary>Removes nodes that nothing reads, and writes those that one row alone reads there; shares what this brings
    /// together.</summary>
    private void Settle()
    {
        List<int> unsettled = state.Unsettled;
        do
        {
            while (unsettled.Count > 0)
            {
                int node = unsettled[^1];
                unsettled.RemoveAt(unsettled.Count - 1);
                if (state.Nodes.Terms(node) is null || state.Nodes.Uses[node] > 1)
                    continue;
                if (state.Nodes.Uses[node] == 0)
                    state.Drop(node);
                else if (state.RowOf(node) >= 0)
                    Inline(node);
            }
            if (state.Counts.Risen.Count > 0)
                greedy.Run();
        } while (unsettled.Count > 0);
    }

    /// <summary>Estimates the rows that have changed.</summary>
    private void Evaluate()
    {
        foreach (int row in state.Dirty)
        {
            before.Add((row, costs[row], held[row]));
            int cost = estimate.Luts(row);
            rows += cost - costs[row];
            costs[row] = cost;
            if (registerPrice > 0)
                held[row] = estimate.Held(row);
        }
        state.Clean();
    }

    /// <summary>Tables of a row added up so, and what all words that are kept are worth then.</summary>
    private double Build(int row, RowPlan plan)
    {
        int luts = adders.Build(row, plan);
        if (registerPrice == 0)
            return luts;
        held[row] = held.Of(row, adders);
        return luts + (registerPrice * held.Total());
    }

    private void Restore()
    {
        foreach ((int row, int cost, HeldWords.Row kept) in before)
        {
            rows += cost - costs[row];
            (costs[row], held[row]) = (cost, kept);
        }
        state.Clean();
    }
}
