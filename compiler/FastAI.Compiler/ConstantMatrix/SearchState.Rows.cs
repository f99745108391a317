using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <content>Changes of rows and nodes.</content>
internal sealed partial class SearchState
{
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
}
