using FastAI.Emulation.Kernels;

namespace FastAI.Emulation.Planning;

/// <summary>One stage of an <see cref="EventPlan"/> for one event: what latency is measured by. Immutable.</summary>
internal abstract unsafe class SingleStep
{
    /// <param name="tile">The workspace, 64-byte aligned.</param>
    public abstract void RunOne(byte* tile);

    /// <summary>One step that does this and then another, or null where there is none that is faster.</summary>
    public virtual SingleStep? Before(SingleStep next) => null;

    /// <summary>This step as all of a model, or null where that takes a workspace.</summary>
    /// <param name="entry">How the mantissas of an event come in.</param>
    /// <param name="inputs">Where this step would find them, in bytes from the workspace's first.</param>
    /// <param name="results">The results.</param>
    public virtual WholeModel? Whole(EntryVectors entry, int inputs, EventRun results) => null;

    /// <summary>Steps in order, joined where that is faster.</summary>
    public static SingleStep[] Join(IEnumerable<SingleStep> steps)
    {
        var joined = new List<SingleStep>();
        foreach (var step in steps)
        {
            if (joined.Count > 0 && joined[^1].Before(step) is { } both)
                joined[^1] = both;
            else
                joined.Add(step);
        }
        return [.. joined];
    }
}
