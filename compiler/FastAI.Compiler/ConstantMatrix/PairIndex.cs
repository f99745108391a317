using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// An open-addressing table from pairs of nodes to what is known of them: a block of gains, or the list of moves of the one row
/// that has both.
/// </summary>
internal sealed class PairIndex
{
    /// <summary>Value of a pair that no row has any longer.</summary>
    public const int NoRow = int.MinValue;

    private const int LeastSize = 1 << 10;

    private Entry[] _table = new Entry[LeastSize];
    private int _mask = LeastSize - 1;

    private struct Entry
    {
        public long Key;

        /// <summary>0 where there is none, a block if positive, a list of moves if negative, or <see cref="NoRow"/>.</summary>
        public int Value;
    }

    /// <summary>Number of pairs that have a place.</summary>
    public int Count { get; private set; }

    /// <summary>Makes room, so that so many more pairs get a place without moving the others.</summary>
    public void Reserve(int more)
    {
        int size = _table.Length;
        while (2 * (Count + more) > size)
        {
            size *= 2;
        }

        if (size > _table.Length)
        {
            Rebuild(size);
        }
    }

    /// <summary>Asks for the part of the table where a pair is, which is looked up soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Expect(long key)
    {
        if (Sse.IsSupported)
        {
            // where the table is moved meanwhile this asks for another part, which does no harm
            Sse.Prefetch0(Unsafe.AsPointer(ref _table[First(key)]));
        }
    }

    /// <summary>The place of a pair, a new one without rows if it has none; good until the next removal or <see cref="Reserve"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PlaceOf(long key)
    {
        Entry[] table = _table;
        int place = First(key);
        while (table[place].Value != 0)
        {
            if (table[place].Key == key)
            {
                return place;
            }

            place = Next(place);
        }

        Count++;
        table[place] = new Entry { Key = key, Value = NoRow };
        return place;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref int ValueAt(int place) => ref _table[place].Value;

    /// <summary>The place of a pair, -1 if it has none.</summary>
    public int Find(long key)
    {
        int place = First(key);
        while (_table[place].Value != 0 && _table[place].Key != key)
        {
            place = Next(place);
        }

        return _table[place].Value == 0 ? -1 : place;
    }

    /// <summary>Takes an entry out and moves later ones of the same probe up.</summary>
    public void Remove(int hole)
    {
        Count--;
        for (int place = Next(hole); _table[place].Value != 0; place = Next(place))
        {
            // an entry may fill the hole unless its own first place lies after the hole
            int first = First(_table[place].Key);
            if (((place - first) & _mask) >= ((place - hole) & _mask))
            {
                _table[hole] = _table[place];
                hole = place;
            }
        }

        _table[hole] = default;
    }

    /// <summary>Shrinks the table to the entries left.</summary>
    public void Trim()
    {
        int size = LeastSize;
        while (size < 4 * Count)
        {
            size *= 2;
        }

        if (size < _table.Length)
        {
            Rebuild(size);
        }
    }

    private void Rebuild(int size)
    {
        Entry[] old = _table;
        _table = new Entry[size];
        _mask = size - 1;
        foreach (Entry entry in old)
        {
            if (entry.Value != 0)
            {
                int place = First(entry.Key);
                while (_table[place].Value != 0)
                {
                    place = Next(place);
                }

                _table[place] = entry;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int First(long key)
    {
        ulong h = (ulong)key * 0x9E3779B97F4A7C15;
        return (int)((h >> 32) ^ h) & _mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next(int place) => (place + 1) & _mask;
}
