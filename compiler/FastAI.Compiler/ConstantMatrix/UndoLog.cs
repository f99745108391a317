using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>What a trial change of the search has to put back: rows as they were, costs, nodes made and killed.</summary>
internal sealed class UndoLog
{
    private readonly List<(int Row, int Start, int Length)> _rows = [];
    private readonly List<(int Node, long Coefficient)> _terms = [];
    private readonly List<(int Row, int Cost)> _costs = [];
    private readonly List<int> _created = [];
    private readonly List<int> _killed = [];
    private readonly List<int> _nodes = [];
    private readonly List<long> _coefficients = [];
    private int[] _loggedAt = new int[256];
    private int _stamp = 1;
    private bool _active;

    public List<int> CreatedNodes => _created;

    public List<int> Killed => _killed;

    public bool IsActive => _active;

    /// <summary>Number of rows changed so far.</summary>
    public int Rows => _rows.Count;

    /// <summary>A changed row as it was.</summary>
    public ReadOnlySpan<(int Node, long Coefficient)> RowAt(int index, out int row)
    {
        (row, int start, int length) = _rows[index];
        return CollectionsMarshal.AsSpan(_terms).Slice(start, length);
    }

    public void Begin()
    {
        End();
        _active = true;
    }

    /// <summary>Notes nothing more; what was noted stays.</summary>
    public void Stop() => _active = false;

    public void End()
    {
        _active = false;
        _stamp++;
        _rows.Clear();
        _terms.Clear();
        _costs.Clear();
        _created.Clear();
        _killed.Clear();
    }

    /// <summary>Notes a row before its first change.</summary>
    public void Row(int row, RowTable rows)
    {
        if (!_active || Stamped(row))
        {
            return;
        }

        ReadOnlySpan<int> nodes = rows.Nodes(row);
        ReadOnlySpan<long> coefficients = rows.Coefficients(row);
        _rows.Add((row, _terms.Count, nodes.Length));
        for (int i = 0; i < nodes.Length; i++)
        {
            _terms.Add((nodes[i], coefficients[i]));
        }
    }

    public void Created(int node)
    {
        if (_active)
        {
            Stamped(node);
            _created.Add(node);
        }
    }

    /// <summary>Notes a killed node; false if nothing is being noted, so that its index is free at once.</summary>
    public bool Kill(int node)
    {
        if (_active)
        {
            _killed.Add(node);
        }

        return _active;
    }

    public void Cost(int row, int cost)
    {
        if (_active)
        {
            _costs.Add((row, cost));
        }
    }

    public void RestoreRows(SearchState state)
    {
        for (int i = 0; i < _rows.Count; i++)
        {
            ReadOnlySpan<(int Node, long Coefficient)> terms = RowAt(i, out int row);
            _nodes.Clear();
            _coefficients.Clear();
            foreach (int node in state.Rows.Nodes(row))
            {
                bool stays = false;
                foreach ((int kept, _) in terms)
                {
                    stays |= kept == node;
                }

                if (!stays)
                {
                    _nodes.Add(node);
                    _coefficients.Add(0);
                }
            }

            foreach ((int node, long coefficient) in terms)
            {
                if (state.Rows.Coefficient(row, node) != coefficient)
                {
                    _nodes.Add(node);
                    _coefficients.Add(coefficient);
                }
            }

            if (_nodes.Count > 0)
            {
                state.Change(row, CollectionsMarshal.AsSpan(_nodes), CollectionsMarshal.AsSpan(_coefficients));
            }
        }
    }

    public void RestoreCosts(int[] costs)
    {
        for (int i = _costs.Count - 1; i >= 0; i--)
        {
            costs[_costs[i].Row] = _costs[i].Cost;
        }
    }

    private bool Stamped(int row)
    {
        if (row >= _loggedAt.Length)
        {
            Array.Resize(ref _loggedAt, 2 * (row + 1));
        }

        bool was = _loggedAt[row] == _stamp;
        _loggedAt[row] = _stamp;
        return was;
    }
}
