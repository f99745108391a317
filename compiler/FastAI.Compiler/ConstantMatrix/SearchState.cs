using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// A solution under work: every value that is no input is a row, a sparse sum of integer multiples of other nodes. All changes
/// go through <see cref="Change"/>, which keeps users, pattern gains and costs, and can be undone.
/// </summary>
internal sealed class SearchState
{
    private readonly List<int> _dirty = [];
    private readonly List<int> _unsettled = [];
    private readonly UndoLog _log = new();
    private readonly List<(int Node, long Old, long New)> _changes = [];
    private readonly List<(int Node, long Coefficient)> _same = [];
    private readonly bool _depthLimited;
    private int[] _cost = new int[256];
    private bool[] _isDirty = new bool[256];
    private int[] _changeOf = new int[256];
    private readonly KeptWords? _kept;
    private readonly double _registerPrice;
    private bool _deferred;

    /// <param name="matrix">What is to be made.</param>
    /// <param name="moves">The moves of its coefficients.</param>
    /// <param name="depthLimit">Level at which outputs must be ready; null when depth is free, and then levels are not known.</param>
    /// <param name="registerPrice">What a bit that is kept for a level is worth where levels are known.</param>
    public SearchState(ReducedMatrix matrix, MoveTable moves, int? depthLimit, double registerPrice = 0)
    {
        Matrix = matrix;
        _depthLimited = depthLimit.HasValue;
        DepthLimit = depthLimit ?? 0;
        Moves = moves;
        Vectors = CoefficientVectors.For(matrix.Low, matrix.High, matrix.LargestWeights);
        Score = new PatternScore(Moves, Nodes, _depthLimited);
        Gains = new PairGains(Moves, Nodes, Score);
        Tree = new RowTree(Rows, Nodes, Vectors, _depthLimited);
        _registerPrice = registerPrice;
        _kept = _depthLimited && registerPrice > 0 ? new KeptWords(Rows, Nodes, Vectors, Tree) : null;
        Fill();
    }

    public ReducedMatrix Matrix { get; }

    public NodeTable Nodes { get; } = new();

    public RowTable Rows { get; } = new();

    public MoveTable Moves { get; }

    public CoefficientVectors Vectors { get; }

    public PatternScore Score { get; }

    public PairGains Gains { get; }

    public RowTree Tree { get; }

    /// <summary>Level at which outputs must be ready, if depth is limited.</summary>
    public int DepthLimit { get; }

    public bool DepthLimited => _depthLimited;

    /// <summary>Bits of all rows, as of the last <see cref="Evaluate"/>.</summary>
    public long Total { get; private set; }

    /// <summary>What the search makes least: the bits of all rows and, at their price, those of registers, as of the last
    /// <see cref="Evaluate"/>.</summary>
    public double Objective => Total + (_kept is null ? 0 : _registerPrice * _kept.Total());

    /// <summary>First index that is no input.</summary>
    public int FirstRow => Matrix.Inputs;

    /// <summary>First index that is neither input nor output.</summary>
    public int FirstIntermediate => Matrix.Inputs + Matrix.Outputs;

    public long Work => Gains.Work + Tree.Work;

    public bool IsIntermediate(int node) => node >= FirstIntermediate;

    public int LevelOf(int row) => IsIntermediate(row) ? Nodes.Depth[row] : DepthLimit;

    /// <summary>Gives the row new coefficients of the listed nodes, each listed once; 0 removes a term.</summary>
    public void Change(int row, ReadOnlySpan<int> nodes, ReadOnlySpan<long> coefficients)
    {
        _log.Row(row, Rows);
        Unsettle(row);
        for (int k = 0; k < nodes.Length; k++)
        {
            Unsettle(nodes[k]);
        }

        if (!_deferred)
        {
            _changes.Clear();
            for (int k = 0; k < nodes.Length; k++)
            {
                _changeOf[nodes[k]] = k + 1;
                _changes.Add((nodes[k], 0, coefficients[k]));
            }

            Span<(int Node, long Old, long New)> changes = CollectionsMarshal.AsSpan(_changes);
            ReadOnlySpan<int> terms = Rows.Nodes(row);
            ReadOnlySpan<long> values = Rows.Coefficients(row);
            for (int i = 0; i < terms.Length; i++)
            {
                int k = _changeOf[terms[i]];
                if (k != 0)
                {
                    changes[k - 1].Old = values[i];
                }
            }

            for (int i = 0; i < terms.Length; i++)
            {
                if (_changeOf[terms[i]] == 0)
                {
                    AddGains(changes, terms[i], values[i]);
                }
            }

            ApplyGains(changes);
        }

        for (int k = 0; k < nodes.Length; k++)
        {
            Rows.Set(row, nodes[k], coefficients[k]);
        }

        MarkDirty(row);
    }

    /// <summary>Lets gains wait until <see cref="CatchUp"/>, so that a row that is changed several times costs once. Only within a change
    /// that can be undone, and before anything else of it; without one, gains are always kept.</summary>
    public void Defer() => _deferred = _log.IsActive;

    /// <summary>Brings the gains up to date with all rows.</summary>
    public void CatchUp()
    {
        if (!_deferred)
        {
            return;
        }

        _deferred = false;
        for (int i = 0; i < _log.Rows; i++)
        {
            ReadOnlySpan<(int Node, long Coefficient)> was = _log.RowAt(i, out int row);
            for (int k = 0; k < was.Length; k++)
            {
                _changeOf[was[k].Node] = k + 1;
            }

            _changes.Clear();
            _same.Clear();
            ReadOnlySpan<int> terms = Rows.Nodes(row);
            ReadOnlySpan<long> values = Rows.Coefficients(row);
            for (int t = 0; t < terms.Length; t++)
            {
                int k = _changeOf[terms[t]];
                _changeOf[terms[t]] = 0;
                long old = k == 0 ? 0 : was[k - 1].Coefficient;
                if (old == values[t])
                {
                    _same.Add((terms[t], old));
                }
                else
                {
                    _changes.Add((terms[t], old, values[t]));
                }
            }

            foreach ((int node, long coefficient) in was)
            {
                if (_changeOf[node] != 0)
                {
                    _changeOf[node] = 0;
                    _changes.Add((node, coefficient, 0));
                }
            }

            Span<(int Node, long Old, long New)> changes = CollectionsMarshal.AsSpan(_changes);
            foreach ((int node, long coefficient) in _same)
            {
                AddGains(changes, node, coefficient);
            }

            ApplyGains(changes);
        }
    }

    /// <summary>A new intermediate <c>u 2^a ± v 2^b</c> with an empty row.</summary>
    public int Create(int u, int a, int v, int b, bool subtract)
    {
        int node = Nodes.Take();
        Grow();
        _log.Created(node);
        Nodes.Span[node] = Vectors.Combine(node, u, a, v, b, subtract);
        ulong hash = Nodes.Hash[v] << b;
        Nodes.Hash[node] = (Nodes.Hash[u] << a) + (subtract ? 0 - hash : hash);
        Nodes.Depth[node] = 1 + Math.Max(Nodes.Depth[u], Nodes.Depth[v]);
        Nodes.Group[node] = Nodes.Group[u];
        _cost[node] = 0;
        return node;
    }

    /// <summary>Replaces the node by its row in all its users; an intermediate is then dead.</summary>
    public void Inline(int node)
    {
        ReadOnlySpan<int> terms = Rows.Nodes(node);
        ReadOnlySpan<long> values = Rows.Coefficients(node);
        int[] users = Rows.Users(node).ToArray();
        Span<int> nodes = terms.Length < 64 ? stackalloc int[terms.Length + 1] : new int[terms.Length + 1];
        Span<long> coefficients = terms.Length < 64 ? stackalloc long[terms.Length + 1] : new long[terms.Length + 1];
        foreach (int user in users)
        {
            long times = Rows.Coefficient(user, node);
            (nodes[0], coefficients[0]) = (node, 0);
            for (int i = 0; i < terms.Length; i++)
            {
                nodes[i + 1] = terms[i];
                coefficients[i + 1] = Rows.Coefficient(user, terms[i]) + (times * values[i]);
            }

            Change(user, nodes, coefficients);
        }

        if (IsIntermediate(node))
        {
            Kill(node);
        }
    }

    /// <summary>Inlines intermediates that one digit uses or that are another node, shifted;
    /// removes unused ones. True if any was.</summary>
    public bool Settle()
    {
        bool any = false;
        while (_unsettled.Count > 0)
        {
            int node = _unsettled[^1];
            _unsettled.RemoveAt(_unsettled.Count - 1);
            if (!Nodes.Alive[node])
            {
                continue;
            }

            int uses = Uses(node);
            if (uses == 0)
            {
                Kill(node);
                any = true;
            }
            else if (uses == 1 || IsAlias(node))
            {
                Inline(node);
                any = true;
            }
        }

        return any;
    }

    /// <summary>Whether the row is one signed digit of another node.</summary>
    public bool IsAlias(int row) => Rows.Length(row) == 1 && SignedDigits.Weight(Rows.Coefficients(row)[0]) == 1;

    /// <summary>Costs the rows changed since the last time and returns the sum over all rows.</summary>
    public long Evaluate()
    {
        foreach (int row in _dirty)
        {
            if (_isDirty[row])
            {
                _isDirty[row] = false;
                int cost = Nodes.Alive[row] ? Tree.Cost(row, LevelOf(row)) : 0;
                _log.Cost(row, _cost[row]);
                _kept?.Update(row, Nodes.Alive[row] ? LevelOf(row) : null);
                Total += cost - _cost[row];
                _cost[row] = cost;
            }
        }

        _dirty.Clear();
        return Total;
    }

    /// <summary>Starts a change that can be undone.</summary>
    public void Begin() => _log.Begin();

    /// <summary>Makes the change final.</summary>
    public void Commit()
    {
        foreach (int node in _log.Killed)
        {
            Nodes.Release(node);
        }

        _kept?.Commit();
        _log.End();
    }

    /// <summary>Undoes everything since <see cref="Begin"/>.</summary>
    public void Rollback(long total)
    {
        UndoLog log = _log;
        log.Stop();
        foreach (int node in log.CreatedNodes)
        {
            Clear(node);
        }

        log.RestoreRows(this);
        foreach (int node in log.Killed)
        {
            Nodes.Alive[node] = true;
        }

        foreach (int node in log.CreatedNodes)
        {
            Nodes.Alive[node] = false;
            Nodes.Release(node);
        }

        log.RestoreCosts(_cost);
        _kept?.Rollback();
        foreach (int row in _dirty)
        {
            _isDirty[row] = false;
        }

        _dirty.Clear();
        _unsettled.Clear();
        Total = total;
        Gains.Reset();
        log.End();
    }

    /// <summary>Whether <paramref name="node"/> is built from <paramref name="other"/>.</summary>
    public bool DependsOn(int node, int other)
    {
        var seen = new HashSet<int>();
        var stack = new Stack<int>();
        stack.Push(node);
        while (stack.TryPop(out int next))
        {
            if (next == other)
            {
                return true;
            }

            if (next >= FirstRow && seen.Add(next))
            {
                foreach (int term in Rows.Nodes(next))
                {
                    stack.Push(term);
                }
            }
        }

        return false;
    }

    /// <summary>Notes the pairs of a row's changed terms with one that stays.</summary>
    private void AddGains(ReadOnlySpan<(int Node, long Old, long New)> changes, int node, long coefficient)
    {
        foreach ((int changed, long old, long now) in changes)
        {
            Gains.Add(changed, old, now, node, coefficient, coefficient);
        }
    }

    /// <summary>Notes the pairs of a row's changed terms with each other, and applies all that were noted.</summary>
    private void ApplyGains(ReadOnlySpan<(int Node, long Old, long New)> changes)
    {
        for (int k = 0; k < changes.Length; k++)
        {
            (int node, long old, long now) = changes[k];
            _changeOf[node] = 0;
            for (int l = k; l < changes.Length; l++)
            {
                Gains.Add(node, old, now, changes[l].Node, changes[l].Old, changes[l].New);
            }
        }

        Gains.Apply();
    }

    private void Fill()
    {
        var random = new SplitMix(0x5EED);
        for (int i = 0; i < Matrix.Inputs; i++)
        {
            int node = Nodes.Take();
            Grow();
            var unit = new long[Matrix.Inputs];
            unit[i] = 1;
            Nodes.Span[node] = Vectors.Set(node, unit);
            Nodes.Depth[node] = Matrix.Depth[i];
            Nodes.Hash[node] = random.Next();
            Nodes.Group[node] = Matrix.GroupOf(i);
        }

        for (int j = 0; j < Matrix.Outputs; j++)
        {
            int node = Nodes.Take();
            Grow();
            Nodes.Span[node] = Vectors.Set(node, Matrix.Columns[j]);
            Nodes.Depth[node] = DepthLimit;
            Nodes.Group[node] = Matrix.Groups > 1 ? -1 - j : 0;
        }

        for (int j = 0; j < Matrix.Outputs; j++)
        {
            int[] nodes = [.. Enumerable.Range(0, Matrix.Inputs).Where(i => Matrix.Columns[j][i] != 0)];
            foreach (int i in nodes)
            {
                Nodes.Hash[FirstRow + j] += Nodes.Hash[i] * (ulong)Matrix.Columns[j][i];
            }

            Change(FirstRow + j, nodes, [.. nodes.Select(i => Matrix.Columns[j][i])]);
        }
    }

    private void Grow()
    {
        Rows.Grow(Nodes.Count);
        if (_cost.Length < Nodes.Count)
        {
            Array.Resize(ref _cost, 2 * Nodes.Count);
            Array.Resize(ref _isDirty, 2 * Nodes.Count);
            Array.Resize(ref _changeOf, 2 * Nodes.Count);
        }
    }

    private int Uses(int node)
    {
        int uses = 0;
        foreach (int user in Rows.Users(node))
        {
            uses += SignedDigits.Weight(Rows.Coefficient(user, node));
            if (uses > 1)
            {
                break;
            }
        }

        return uses;
    }

    private void Kill(int node)
    {
        Clear(node);
        Nodes.Alive[node] = false;
        if (!_log.Kill(node))
        {
            Nodes.Release(node);
        }
    }

    private void Clear(int row)
    {
        int[] nodes = Rows.Nodes(row).ToArray();
        Change(row, nodes, new long[nodes.Length]);
    }

    private void Unsettle(int node)
    {
        if (IsIntermediate(node))
        {
            _unsettled.Add(node);
        }
    }

    private void MarkDirty(int row)
    {
        if (!_isDirty[row])
        {
            _isDirty[row] = true;
            _dirty.Add(row);
        }
    }
}
