using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace FastAI.Emulation.Execution;

/// <summary>
/// Workspaces of one plan: each running thread has one of its own, which is kept for the next call. One that a failed call did not
/// return is left to the garbage collector.
/// </summary>
internal sealed class WorkspacePool(Func<WorkspacePool, Workspace> create)
{
    /// <summary>What this thread used last: the next call is most likely for the same.</summary>
    [ThreadStatic]
    private static Workspace? last;

    private readonly ConcurrentBag<Workspace> idle = [];

    /// <summary>A workspace for this thread until <see cref="Return"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Workspace Rent()
    {
        if (last is not { InUse: false } mine || mine.Pool != this)
            mine = idle.TryTake(out var other) ? other : create(this);
        mine.InUse = true;
        return mine;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(Workspace workspace)
    {
        workspace.InUse = false;
        if (!workspace.IsLast)
            Keep(workspace);
    }

    private static void Keep(Workspace workspace)
    {
        if (last is { } other)
        {
            other.IsLast = false;
            if (!other.InUse)
                other.Pool.idle.Add(other);
        }
        workspace.IsLast = true;
        last = workspace;
    }
}
