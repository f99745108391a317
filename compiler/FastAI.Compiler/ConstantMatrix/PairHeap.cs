namespace FastAI.Compiler.ConstantMatrix;

/// <summary>A heap of pairs, the highest score first, in which a pair's place is known, so that its score can change.</summary>
internal sealed class PairHeap
{
    private Entry[] _entries = new Entry[1 << 8];
    private int[] _places = new int[1 << 8];
    private int _count;

    /// <summary>The entry with the highest score.</summary>
    public (int Block, int Slot) Top => (_entries[0].Block, _entries[0].Slot);

    public bool IsEmpty => _count == 0;

    private readonly record struct Entry(float Score, int Block, int Slot);

    /// <summary>Makes room for blocks below <paramref name="blocks"/>.</summary>
    public void Grow(int blocks)
    {
        if (_places.Length < blocks)
        {
            Array.Resize(ref _places, Math.Max(blocks, 2 * _places.Length));
        }
    }

    public void Clear()
    {
        for (int i = 0; i < _count; i++)
        {
            _places[_entries[i].Block] = 0;
        }

        _count = 0;
    }

    /// <summary>Puts a block in, or gives the one that is there another score and pattern.</summary>
    public void Put(int block, float score, int slot)
    {
        int place = _places[block] - 1;
        if (place < 0)
        {
            if (_count == _entries.Length)
            {
                Array.Resize(ref _entries, 2 * _count);
            }

            place = _count++;
        }

        Sift(new Entry(score, block, slot), place);
    }

    /// <summary>Takes a block out if it is there.</summary>
    public void Remove(int block)
    {
        int place = _places[block] - 1;
        if (place < 0)
        {
            return;
        }

        _places[block] = 0;
        Entry last = _entries[--_count];
        if (place < _count)
        {
            Sift(last, place);
        }
    }

    private void Sift(Entry entry, int place)
    {
        Entry[] entries = _entries;
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (entries[parent].Score >= entry.Score)
            {
                break;
            }

            Set(place, entries[parent]);
            place = parent;
        }

        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && entries[child + 1].Score > entries[child].Score)
            {
                child++;
            }

            if (entries[child].Score <= entry.Score)
            {
                break;
            }

            Set(place, entries[child]);
            place = child;
        }

        Set(place, entry);
    }

    private void Set(int place, Entry entry)
    {
        _entries[place] = entry;
        _places[entry.Block] = place + 1;
    }
}
