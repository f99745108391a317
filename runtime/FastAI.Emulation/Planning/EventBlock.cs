namespace FastAI.Emulation.Planning;

/// <summary>Chooses how many events run through an event-major plan at once, and gives the tensors their places.</summary>
internal static class EventBlock
{
    /// <summary>What the tensors of a block and the integers that come and go may take of the first-level cache.</summary>
    private const int Bytes = 40 * 1024;

    /// <summary>
    /// Events of the smallest and largest block: multiples of twelve, of which kernels take three, six or twelve at once.
    /// </summary>
    private const int Fewest = 24,
        Most = 96,
        Step = 12;

    /// <param name="first">Tensors that are there before the first operation.</param>
    /// <param name="operations">In order.</param>
    /// <param name="keep">Tensors whose place is never given away.</param>
    /// <param name="transferred">Bytes of an event that come and go.</param>
    /// <returns>Events of a block, and bytes of the workspace.</returns>
    public static (int Events, int Bytes) Choose(
        EventTensor[] first,
        IReadOnlyList<PlanOperation<EventTensor>> operations,
        IReadOnlySet<EventTensor> keep,
        int transferred
    )
    {
        EventTensor[] all = [.. first, .. operations.Select(o => o.Result)];
        for (int events = Most; ; events -= Step)
        {
            foreach (var tensor in all)
                tensor.Events = events;
            var allocator = new SlotAllocator();
            BufferAllocation.Run<EventTensor>(allocator, first, operations, keep);
            if (events == Fewest || allocator.Size + events * transferred <= Bytes)
                return (events, allocator.Size);
        }
    }
}
