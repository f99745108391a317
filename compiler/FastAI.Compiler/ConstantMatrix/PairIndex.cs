using System.Runtime.CompilerServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// An open-addressing table from pair keys to blocks. It keeps 32 bits of each hash, so that places can be probed and closed up after
/// a removal without touching the blocks; whether a block really has the key is the caller's to compare.
/// </summary>
internal sealed class PairIndex
{
    private (uint Hash, int Block)[] _table = new (uint, int)[1 << 10];
    private int _mask = (1 << 10) - 1;

    public int Count { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(long key) => (int)Hash(key) & _mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int place) => (place + 1) & _mask;

    /// <summary>The block at a place: 0 at the end of the probe, -1 if its hash is another one's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BlockAt(int place, long key)
    {
        (uint hash, int block) = _table[place];
        return block == 0 || hash == Hash(key) ? block : -1;
    }

    public void Insert(long key, int block)
    {
        if (2 * (Count + 1) > _table.Length)
        {
            Rebuild(2 * _table.Length);
        }

        Count++;
        Put((Hash(key), block));
    }

    public void Replace(long key, int block, int other) => _table[PlaceOf(key, block)].Block = other;

    /// <summary>Takes an entry out and moves later ones of the same probe up.</summary>
    public void Remove(long key, int block)
    {
        int hole = PlaceOf(key, block);
        Count--;
        for (int place = Next(hole); _table[place].Block != 0; place = Next(place))
        {
            // an entry may fill the hole unless its own first place lies after the hole
            int first = (int)_table[place].Hash & _mask;
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
        int size = 1 << 10;
        while (size < 4 * Count)
        {
            size *= 2;
        }

        if (size < _table.Length)
        {
            Rebuild(size);
        }
    }

    private int PlaceOf(long key, int block)
    {
        int place = First(key);
        while (_table[place].Block != block)
        {
            place = Next(place);
        }

        return place;
    }

    private void Rebuild(int size)
    {
        (uint Hash, int Block)[] old = _table;
        _table = new (uint, int)[size];
        _mask = size - 1;
        foreach ((uint Hash, int Block) entry in old)
        {
            if (entry.Block != 0)
            {
                Put(entry);
            }
        }
    }

    private void Put((uint Hash, int Block) entry)
    {
        int place = (int)entry.Hash & _mask;
        while (_table[place].Block != 0)
        {
            place = Next(place);
        }

        _table[place] = entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(long key)
    {
        ulong h = (ulong)key * 0x9E3779B97F4A7C15;
        return (uint)((h >> 32) ^ h);
    }
}
