using System.Collections.Concurrent;

namespace FastAI.Emulation.Execution;

/// <summary>Workspaces of one plan: each running thread has one of its own, which is kept for the next call.</summary>
internal sealed class WorkspacePool(Func<Workspace> create)
{
    /// <summary>What this thread used last: the next call is most likely for the same.</summary>
    [ThreadStatic]
    private static WorkspacePool? lastPool;

    [ThreadStatic]
    private static Workspace? lastWorkspace;

    private readonly ConcurrentBag<Workspace> idle = [];

    /// <summary>A workspace for this thread until <see cref="Return"/>.</summary>
    public Workspace Rent()
    {
        if (lastPool == this && lastWorkspace is { } mine)
        {
            lastWorkspace = null;
            return mine;
        }
        return idle.TryTake(out var workspace) ? workspace : create();
    }

    public void Return(Workspace workspace)
    {
        if (lastWorkspace is { } other && lastPool is { } owner && other != workspace) owner.idle.Add(other);
        (lastPool, lastWorkspace) = (this, workspace);
    }
}
