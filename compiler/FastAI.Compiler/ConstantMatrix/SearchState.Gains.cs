using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <content>What pairs of terms gain, kept up to date with the rows.</content>
internal sealed partial class SearchState
{
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
}
