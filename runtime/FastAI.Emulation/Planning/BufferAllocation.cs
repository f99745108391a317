namespace FastAI.Emulation.Planning;

/// <summary>Gives tensors their places in the workspace: from the operation that writes one to the last that reads it.</summary>
internal static class BufferAllocation
{
    /// <param name="allocator">Where to take room from.</param>
    /// <param name="first">Tensors that are there before the first operation.</param>
    /// <param name="operations">In order.</param>
    /// <param name="keep">Tensors whose place is never given away.</param>
    public static void Run<B>(
        SlotAllocator allocator,
        IEnumerable<B> first,
        IReadOnlyList<PlanOperation<B>> operations,
        IReadOnlySet<B> keep
    )
        where B : class, IBuffer
    {
        var last = new Dictionary<B, int>();
        for (int i = 0; i < operations.Count; i++)
        {
            last.TryAdd(operations[i].Result, i);
            foreach (var read in operations[i].Reads)
                last[read] = i;
        }
        var at = new Dictionary<B, int>();
        void Take(B buffer) => buffer.Base = at[buffer] = allocator.Take(buffer.Size);
        foreach (var buffer in first)
            Take(buffer);
        for (int i = 0; i < operations.Count; i++)
        {
            Take(operations[i].Result);
            foreach (var dead in operations[i].Reads.Append(operations[i].Result))
                if (last[dead] == i && !keep.Contains(dead))
                    allocator.Return(at[dead], dead.Size);
        }
    }
}
