using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>An open-addressing table from patterns to how often they stand in rows; patterns that stand nowhere take no place.</summary>
internal sealed class PatternTable
{
    private const int LeastSize = 1 << 10;

    private Entry[] table = new Entry[LeastSize];
    private int mask = LeastSize - 1;

    /// <summary>Patterns that stand in a row.</summary>
    public int Count { get; private set; }

    /// <summary>Asks for the part of the table where a pattern is, which is looked up soon.</summary>
    public unsafe void Expect(TernaryPattern pattern)
    {
        // where the table is moved meanwhile this asks for another part, which does no harm
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref table[First(Stored(pattern))]));
    }

    /// <summary>How often a pattern stands in rows.</summary>
    public int Of(TernaryPattern pattern) => table[Find(Stored(pattern))].Count;

    /// <summary>How often a pattern stands in rows; that it has risen is forgotten.</summary>
    public int Settle(TernaryPattern pattern)
    {
        ref Entry entry = ref table[Find(Stored(pattern))];
        entry.HasRisen = false; // true of a free entry too
        return entry.Count;
    }

    /// <summary>Changes a count; returns whether it has risen, to two at least, for the first time since it was settled.</summary>
    public bool Change(TernaryPattern pattern, int change)
    {
        ulong key = Stored(pattern);
        int place = Find(key);
        if (table[place].Count == 0)
        {
            if (3L * (Count + 1) > 2L * table.Length)
            {
                Grow();
                place = Find(key);
            }
            Count++;
            table[place].Key = key;
        }
        ref Entry entry = ref table[place];
        entry.Count += change;
        if (entry.Count == 0)
        {
            Remove(place);
            return false;
        }
        bool rises = change > 0 && entry.Count > 1 && !entry.HasRisen;
        entry.HasRisen |= rises;
        return rises;
    }

    /// <summary>What marks the entry; 0, which no pattern has, marks a free one.</summary>
    private static ulong Stored(TernaryPattern pattern) => ~pattern.Key;

    private int First(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 32) & mask;

    private int Next(int place) => (place + 1) & mask;

    /// <summary>The place of a pattern, or the free one where it would be.</summary>
    private int Find(ulong key)
    {
        int place = First(key);
        while (table[place].Key != key && table[place].Key != 0)
            place = Next(place);
        return place;
    }

    /// <summary>Takes an entry out and moves later ones of the same probe up.</summary>
    private void Remove(int hole)
    {
        Count--;
        for (int place = Next(hole); table[place].Key != 0; place = Next(place))
        {
            // an entry may fill the hole unless its own first place lies after the hole
            int first = First(table[place].Key);
            if (((place - first) & mask) >= ((place - hole) & mask))
            {
                table[hole] = table[place];
                hole = place;
            }
        }
        table[hole] = default;
    }

    private void Grow()
    {
        Entry[] old = table;
        table = new Entry[2 * old.Length];
        mask = table.Length - 1;
        foreach (Entry entry in old)
            if (entry.Key != 0)
                table[Find(entry.Key)] = entry;
    }

    private struct Entry
    {
        public ulong Key;
        public int Count;
        public bool HasRisen;
    }
}
