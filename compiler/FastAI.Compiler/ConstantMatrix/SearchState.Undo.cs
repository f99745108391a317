namespace FastAI.Compiler.ConstantMatrix;

/// <content>Changes that can be undone.</content>
internal sealed partial class SearchState
{
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
}
