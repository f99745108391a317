namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Extracts the best pattern of two terms, again and again, until none saves an adder.</summary>
internal sealed class Greedy(SearchState state)
{
    private readonly List<(int Row, long U, long V, long Times)> _todo = [];
    private readonly int[] _nodes = new int[3];
    private readonly long[] _coefficients = new long[3];

    /// <summary>Runs until nothing can be gained.</summary>
    public void Run(CancellationToken cancellation = default)
    {
        do
        {
            cancellation.ThrowIfCancellationRequested();
            state.Gains.Flush();
            while (state.Gains.TryBest(out int u, out int v, out int slot))
            {
                if (Extract(u, v, slot))
                {
                    state.Gains.Again(u, v);
                }
                else
                {
                    state.Gains.Refuse(u, v, slot);
                }

                state.Gains.Flush();
            }
        } while (state.Settle());
    }

    private bool Extract(int u, int v, int slot)
    {
        int shift = (slot >> 1) - state.Moves.Reach;
        bool subtract = (slot & 1) == 0;
        (int a, int b) = (Math.Max(0, -shift), Math.Max(0, shift));
        int depth = 1 + Math.Max(state.Nodes.Depth[u], state.Nodes.Depth[v]);
        if (Collect(u, v, slot, a, b, subtract, depth, out int existing) < 2)
        {
            return false;
        }

        (int node, bool negated) = Definer(u, v, a, b, subtract, depth, existing);
        bool made = node < 0;
        if (made)
        {
            node = state.Create(u, a, v, b, subtract);
        }

        foreach ((int row, long newU, long newV, long times) in _todo)
        {
            if (row != node)
            {
                Replace(row, u, v, newU, newV, node, negated ? -times : times);
            }
        }

        if (made)
        {
            long second = subtract ? -(1L << b) : 1L << b;
            if (u == v)
            {
                state.Change(node, [u], [(1L << a) + second]);
            }
            else
            {
                state.Change(node, [u, v], [1L << a, second]);
            }
        }

        foreach ((int row, _, _, _) in _todo)
        {
            if (row != node && state.IsIntermediate(row) && state.Nodes.Alive[row] && state.IsAlias(row))
            {
                state.Inline(row);
            }
        }

        return true;
    }

    private void Replace(int row, int u, int v, long newU, long newV, int node, long times)
    {
        // a definer may already stand in the row
        long sum = state.Rows.Coefficient(row, node) + times;
        (_nodes[0], _coefficients[0]) = (node, sum);
        (_nodes[1], _coefficients[1]) = (u, newU);
        (_nodes[2], _coefficients[2]) = (v, newV);
        int changes = u == v ? 2 : 3;
        state.Change(row, _nodes.AsSpan(0, changes), _coefficients.AsSpan(0, changes));
    }

    /// <summary>Finds the rows to change; returns the digits saved, and the index of a row that is just the pattern.</summary>
    private int Collect(int u, int v, int slot, int a, int b, bool subtract, int depth, out int existing)
    {
        _todo.Clear();
        existing = -1;
        int saved = 0;
        ReadOnlySpan<int> ofU = state.Rows.Users(u);
        ReadOnlySpan<int> ofV = state.Rows.Users(v);
        foreach (int row in ofU.Length <= ofV.Length ? ofU : ofV)
        {
            long cu = state.Rows.Coefficient(row, u);
            long cv = u == v ? cu : state.Rows.Coefficient(row, v);
            if (cu == 0 || cv == 0)
            {
                continue;
            }

            int flip = (cu ^ cv) < 0 ? 1 : 0;
            int list = u == v ? state.Moves.Self(Math.Abs(cu)) : state.Moves.Pair(Math.Abs(cu), Math.Abs(cv));
            (int gain, long times) = state.Moves.Move(list, slot ^ flip);
            if (gain == 0)
            {
                continue;
            }

            times = cu < 0 ? -times : times;
            long second = subtract ? -(times << b) : times << b;
            long newU = cu - (times << a) - (u == v ? second : 0);
            long newV = cv - second;
            if (!state.DepthLimited || Fits(row, u, v, cu, cv, newU, newV, times, depth))
            {
                if (Math.Abs(times) == 1 && newU == 0 && (u == v || newV == 0) && state.Rows.Length(row) == (u == v ? 1 : 2))
                {
                    existing = existing < 0 || state.IsIntermediate(existing) ? row : existing;
                }

                _todo.Add((row, newU, newV, times));
                saved += gain;
            }
        }

        return saved;
    }

    private (int Node, bool Negated) Definer(int u, int v, int a, int b, bool subtract, int depth, int existing)
    {
        if (existing < 0 || (state.DepthLimited && state.Nodes.Depth[existing] > depth))
        {
            return (-1, false);
        }

        return (existing, (state.Rows.Coefficient(existing, u) < 0) != (u == v && subtract));
    }

    private bool Fits(int row, int u, int v, long cu, long cv, long newU, long newV, long times, int depth)
    {
        long kraft = state.Tree.Kraft(row);
        kraft += (long)(SignedDigits.Weight(newU) - SignedDigits.Weight(cu)) << state.Nodes.Depth[u];
        kraft += u == v ? 0 : (long)(SignedDigits.Weight(newV) - SignedDigits.Weight(cv)) << state.Nodes.Depth[v];
        kraft += (long)SignedDigits.Weight(times) << depth;
        return kraft <= 1L << state.LevelOf(row);
    }
}
