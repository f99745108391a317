using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Ruin and recreate under simulated annealing: dissolve a few related intermediates, or write one row through another, let the
/// greedy pass with strongly noisy scores share anew what was touched, and keep the result if it is cheaper or by chance.
/// </summary>
internal sealed class LocalSearch(SearchState state, SplitMix random)
{
    private const double FirstOffer = 0.6;
    private const double OfferEvery = 0.05;

    private readonly Greedy _greedy = new(state);
    private readonly List<int> _near = [];
    private readonly List<int> _nodes = [];
    private readonly List<long> _coefficients = [];
    private SplitMix _random = random;

    public float Noise { get; set; } = 30;

    public double RewriteShare { get; set; } = 0.2;

    public int LargestRuin { get; set; } = 8;

    /// <summary>Runs until the budget is used up, cooling down to zero; offers the state it starts
    /// from and some of the last ones.</summary>
    public void Run(SearchBudget budget, BestGraph best, CancellationToken cancellation, IProgress<double>? progress)
    {
        state.Score.Noise = Noise;
        state.Gains.Compact();
        long bits = state.Evaluate();
        state.Commit();
        double current = state.Objective;
        long start = state.Work;
        double nextOffer = FirstOffer;
        best.Offer(state);
        for (long i = 0; budget.Share(i, state.Work - start) is var done and < 1; i++)
        {
            if ((i & 63) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(done);
            }

            if (done >= nextOffer)
            {
                best.Offer(state);
                nextOffer = done + OfferEvery;
            }

            state.Score.Salt = _random.Next();
            state.Begin();
            if (Disturb())
            {
                _greedy.Run();
            }

            state.Evaluate();
            double next = state.Objective;
            if (next <= current || next - current < -budget.Temperature * (1 - done) * Math.Log(_random.Uniform() + 1e-12))
            {
                state.Commit();
                state.Gains.Reset();
                (bits, current) = (state.Total, next);
            }
            else
            {
                state.Rollback(bits);
            }
        }

        best.Offer(state);
        state.Score.Noise = 0;
        progress?.Report(1);
    }

    /// <summary>Makes one random change; false if none was found.</summary>
    public bool Disturb()
    {
        state.Defer();
        bool any = Choose();
        state.CatchUp();
        return any;
    }

    private bool Choose()
    {
        double kind = _random.Uniform();
        if (kind < RewriteShare)
        {
            return Rewrite();
        }

        if (kind < RewriteShare * 1.5)
        {
            int output = state.FirstRow + _random.Below(state.Matrix.Outputs);
            if (state.Rows.Users(output).Length > 0)
            {
                state.Inline(output);
                return true;
            }
        }

        return Ruin();
    }

    /// <summary>Dissolves one random intermediate and up to seven of its operands, users and siblings.</summary>
    private bool Ruin()
    {
        int node = RandomIntermediate();
        if (node < 0)
        {
            return false;
        }

        _near.Clear();
        int reach = _random.Below(3);
        foreach (int term in state.Rows.Nodes(node))
        {
            Offer(term, node);
            if (reach >= 1)
            {
                foreach (int sibling in state.Rows.Users(term))
                {
                    Offer(sibling, node);
                }
            }
        }

        foreach (int user in state.Rows.Users(node))
        {
            Offer(user, node);
            if (reach == 2)
            {
                foreach (int term in state.Rows.Nodes(user))
                {
                    Offer(term, node);
                }
            }
        }

        int more = _random.Below(LargestRuin);
        state.Inline(node);
        for (int i = 0; i < more && _near.Count > 0; i++)
        {
            int other = _near[_random.Below(_near.Count)];
            if (state.Nodes.Alive[other])
            {
                state.Inline(other);
            }
        }

        return true;
    }

    private void Offer(int node, int origin)
    {
        if (node != origin && state.IsIntermediate(node))
        {
            _near.Add(node);
        }
    }

    private int RandomIntermediate()
    {
        int count = state.Nodes.Count - state.FirstIntermediate;
        for (int tries = 0; tries < 200 && count > 0; tries++)
        {
            int node = state.FirstIntermediate + _random.Below(count);
            if (state.Nodes.Alive[node])
            {
                return node;
            }
        }

        return -1;
    }

    /// <summary>Subtracts a shifted row from another if that makes it shorter or little longer, and no cycle.</summary>
    private bool Rewrite()
    {
        for (int tries = 0; tries < 100; tries++)
        {
            int row = _random.Below(4) > 0 ? state.FirstRow + _random.Below(state.Matrix.Outputs) : RandomIntermediate();
            if (row < 0 || state.Rows.Length(row) == 0)
            {
                continue;
            }

            ReadOnlySpan<int> terms = state.Rows.Nodes(row);
            ReadOnlySpan<int> users = state.Rows.Users(terms[_random.Below(terms.Length)]);
            int other =
                _random.Below(2) == 0
                    ? state.FirstRow + _random.Below(state.Nodes.Count - state.FirstRow)
                    : users[_random.Below(users.Length)];
            if (other == row || !state.Nodes.Alive[other] || state.Rows.Length(other) < 2)
            {
                continue;
            }

            int bestGain = int.MinValue;
            long best = 0;
            for (int choice = 0; choice < 6; choice++)
            {
                long times = (choice & 1) == 0 ? 1L << (choice >> 1) : -(1L << (choice >> 1));
                int gain = Gain(row, other, times);
                (bestGain, best) = gain > bestGain ? (gain, times) : (bestGain, best);
            }

            if (bestGain < -_random.Below(3) || state.DependsOn(other, row))
            {
                continue;
            }

            Gain(row, other, best);
            if (state.DepthLimited && !Fits(row, other))
            {
                continue;
            }

            state.Change(row, CollectionsMarshal.AsSpan(_nodes), CollectionsMarshal.AsSpan(_coefficients));
            return true;
        }

        return false;
    }

    /// <summary>Digits saved by <c>row -= times x other</c>; leaves the changes in the lists.</summary>
    private int Gain(int row, int other, long times)
    {
        _nodes.Clear();
        _coefficients.Clear();
        ReadOnlySpan<int> nodes = state.Rows.Nodes(other);
        ReadOnlySpan<long> coefficients = state.Rows.Coefficients(other);
        long had = state.Rows.Coefficient(row, other);
        int gain = SignedDigits.Weight(had) - SignedDigits.Weight(had + times);
        _nodes.Add(other);
        _coefficients.Add(had + times);
        for (int i = 0; i < nodes.Length; i++)
        {
            long old = state.Rows.Coefficient(row, nodes[i]);
            long changed = old - (times * coefficients[i]);
            gain += SignedDigits.Weight(old) - SignedDigits.Weight(changed);
            _nodes.Add(nodes[i]);
            _coefficients.Add(changed);
        }

        return gain;
    }

    private bool Fits(int row, int other)
    {
        long kraft = state.Tree.Kraft(row);
        for (int i = 0; i < _nodes.Count; i++)
        {
            int digits = SignedDigits.Weight(_coefficients[i]) - SignedDigits.Weight(state.Rows.Coefficient(row, _nodes[i]));
            kraft += (long)digits << state.Nodes.Depth[_nodes[i]];
        }

        return kraft <= 1L << state.LevelOf(row);
    }
}
