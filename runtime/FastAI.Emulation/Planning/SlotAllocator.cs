namespace FastAI.Emulation.Planning;

/// <summary>Hands out runs of slots and takes them back; the first run that is long enough serves.</summary>
internal sealed class SlotAllocator
{
    private readonly List<(int Start, int Length)> free = [];

    /// <summary>Slots needed in all.</summary>
    public int Size { get; private set; }

    public int Take(int length)
    {
        int found = free.FindIndex(f => f.Length >= length);
        if (found >= 0)
        {
            var (start, available) = free[found];
            if (available == length)
                free.RemoveAt(found);
            else
                free[found] = (start + length, available - length);
            return start;
        }
        // Grow, from the last free run if it ends where memory ends.
        int at = free.Count > 0 && free[^1].Start + free[^1].Length == Size ? free[^1].Start : Size;
        if (at != Size)
            free.RemoveAt(free.Count - 1);
        Size = checked(at + length);
        return at;
    }

    public void Return(int start, int length)
    {
        int at = free.FindIndex(f => f.Start > start);
        if (at < 0)
            at = free.Count;
        free.Insert(at, (start, length));
        if (at + 1 < free.Count && start + length == free[at + 1].Start)
        {
            free[at] = (start, length + free[at + 1].Length);
            free.RemoveAt(at + 1);
        }
        if (at > 0 && free[at - 1].Start + free[at - 1].Length == start)
        {
            free[at - 1] = (free[at - 1].Start, free[at - 1].Length + free[at].Length);
            free.RemoveAt(at);
        }
    }
}
