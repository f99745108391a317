using System.Runtime.InteropServices;

namespace FastAI.Model.Streaming;

/// <summary>Numbers different sequences of integers in the order in which they come, by content.</summary>
internal sealed class SequenceTable
{
    private readonly List<int> content = [];
    private readonly List<(int Start, int Hash)> entries = [];
    private int[] buckets = new int[64]; // entry + 1; open addressing, at most half full

    /// <summary>The number of an equal sequence seen before, else the next.</summary>
    public int Intern(ReadOnlySpan<int> sequence)
    {
        var code = new HashCode();
        code.AddBytes(MemoryMarshal.AsBytes(sequence));
        int hash = code.ToHashCode();
        int mask = buckets.Length - 1,
            at = hash & mask;
        for (; buckets[at] != 0; at = (at + 1) & mask)
            if (entries[buckets[at] - 1].Hash == hash && Content(buckets[at] - 1).SequenceEqual(sequence))
                return buckets[at] - 1;
        entries.Add((content.Count, hash));
        content.AddRange(sequence);
        buckets[at] = entries.Count;
        if (2 * entries.Count > buckets.Length)
            Grow();
        return entries.Count - 1;
    }

    private ReadOnlySpan<int> Content(int entry)
    {
        int end = entry + 1 < entries.Count ? entries[entry + 1].Start : content.Count;
        return CollectionsMarshal.AsSpan(content)[entries[entry].Start..end];
    }

    private void Grow()
    {
        buckets = new int[2 * buckets.Length];
        int mask = buckets.Length - 1;
        for (int e = 0; e < entries.Count; e++)
        {
            int at = entries[e].Hash & mask;
            while (buckets[at] != 0)
                at = (at + 1) & mask;
            buckets[at] = e + 1;
        }
    }
}
