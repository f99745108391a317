using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// For every pair of nodes that share a row: the digits saved over all rows by each pattern of the pair, and a heap of the pairs by
/// the score of their best pattern.
/// </summary>
/// <remarks>
/// The gains of one pair lie side by side, so adding a row's contribution touches one block. Blocks count the rows that
/// contribute; a block without rows is all zeros and may be given away. Scores may be too high until a pair reaches the top of
/// the heap, never too low once <see cref="Flush"/> has run: lowered gains are looked at only when they matter.
/// </remarks>
internal sealed class PairGains
{
    private readonly MoveTable _moves;
    private readonly PatternScore _score;
    private readonly int _stride;
    private readonly List<int> _free = [];
    private readonly List<int> _pending = [];
    private (long Key, int Block)[] _table = new (long, int)[1 << 10];
    private int _entries;
    private int[] _gains;
    private Block[] _blocks = new Block[1 << 8];
    private int _blockCount = 1;
    private int[] _heap = new int[1 << 8];
    private int _heapSize;
    private int[]? _refused;
    private int _epoch = 1;

    public PairGains(MoveTable moves, PatternScore score)
    {
        (_moves, _score) = (moves, score);
        _stride = (moves.Slots + 7) & ~7;
        _gains = new int[_stride * _blocks.Length];
    }

    private struct Block
    {
        public int U;
        public int V;
        public int Rows;
        public int HeapPlace;
        public int BestSlot;
        public float Score;
        public bool Pending;
        public bool Stale;
    }

    /// <summary>Moves looked at so far, a measure of work that does not depend on the machine.</summary>
    public long Work { get; private set; }

    /// <summary>Replaces a row's contribution for the coefficients of u and v (0: none) by that of the new ones.</summary>
    public void Update(int u, int v, long oldU, long oldV, long newU, long newV)
    {
        if (u > v)
        {
            (u, v, oldU, oldV, newU, newV) = (v, u, oldV, oldU, newV, newU);
        }

        bool had = oldU != 0 && oldV != 0;
        bool has = newU != 0 && newV != 0;
        if (!had && !has)
        {
            return;
        }

        int block = Find(u, v);
        ref Block b = ref _blocks[block];
        if (had)
        {
            b.Rows--;
            b.Stale = true;
            Apply(block, _moves.Pair(Math.Abs(oldU), Math.Abs(oldV)), (oldU ^ oldV) < 0 ? 1 : 0, -1);
        }

        if (has)
        {
            b.Rows++;
            Apply(block, _moves.Pair(Math.Abs(newU), Math.Abs(newV)), (newU ^ newV) < 0 ? 1 : 0, 1);
            Touch(block);
        }
    }

    /// <summary>The same for the patterns of one node with itself.</summary>
    public void UpdateSelf(int u, long oldU, long newU)
    {
        int block = 0;
        int list = oldU == 0 ? 0 : _moves.Self(Math.Abs(oldU));
        if (list != 0 && _moves[list].Length > 0)
        {
            block = Find(u, u);
            _blocks[block].Rows--;
            _blocks[block].Stale = true;
            Apply(block, list, 0, -1);
        }

        list = newU == 0 ? 0 : _moves.Self(Math.Abs(newU));
        if (list != 0 && _moves[list].Length > 0)
        {
            block = block == 0 ? Find(u, u) : block;
            _blocks[block].Rows++;
            Apply(block, list, 0, 1);
            Touch(block);
        }
    }

    /// <summary>Brings every pair with raised gains into the heap.</summary>
    public void Flush()
    {
        foreach (int block in _pending)
        {
            _blocks[block].Pending = false;
            Place(block);
        }

        _pending.Clear();
    }

    /// <summary>Takes the best pattern off the heap's top, without removing the pair; false when none saves two digits.</summary>
    public bool TryBest(out int block, out int u, out int v, out int slot)
    {
        while (_heapSize > 0)
        {
            block = _heap[0];
            ref Block b = ref _blocks[block];
            if (!b.Stale)
            {
                (u, v, slot) = (b.U, b.V, b.BestSlot);
                return true;
            }

            Place(block);
        }

        (block, u, v, slot) = (0, 0, 0, 0);
        return false;
    }

    /// <summary>Looks at a pair again after its pattern was extracted.</summary>
    public void Again(int block) => Touch(block);

    /// <summary>Marks a pattern as impossible until the next <see cref="Reset"/>.</summary>
    public void Refuse(int block, int slot)
    {
        _refused ??= new int[_gains.Length];
        _refused[(block * _stride) + slot] = _epoch;
        Touch(block);
    }

    /// <summary>Empties the heap and forgets refusals; gains stay.</summary>
    public void Reset()
    {
        for (int i = 0; i < _heapSize; i++)
        {
            _blocks[_heap[i]].HeapPlace = -1;
        }

        _heapSize = 0;
        foreach (int block in _pending)
        {
            _blocks[block].Pending = false;
        }

        _pending.Clear();
        _epoch++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Apply(int block, int list, int flip, int sign)
    {
        ReadOnlySpan<Move> moves = _moves[list];
        Work += moves.Length;
        ref int gains = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_gains), block * _stride);
        foreach (ref readonly Move m in moves)
        {
            Unsafe.Add(ref gains, m.Slot ^ flip) += sign * m.Gain;
        }
    }

    private void Touch(int block)
    {
        ref Block b = ref _blocks[block];
        if (!b.Pending)
        {
            b.Pending = true;
            _pending.Add(block);
        }
    }

    /// <summary>Scores a pair and moves it to its place in the heap, or out of it.</summary>
    private void Place(int block)
    {
        ref Block b = ref _blocks[block];
        b.Stale = false;
        ReadOnlySpan<int> gains = _gains.AsSpan(block * _stride, _stride);
        int best = -1;
        float score = float.MinValue;
        for (int slot = 0; slot < gains.Length; slot++)
        {
            if (gains[slot] >= 2 && (_refused == null || _refused[(block * _stride) + slot] != _epoch))
            {
                float s = _score.Of(b.U, b.V, slot, gains[slot]);
                if (s > score)
                {
                    (best, score) = (slot, s);
                }
            }
        }

        b.BestSlot = best;
        b.Score = score;
        if (best >= 0)
        {
            if (b.HeapPlace < 0)
            {
                if (_heapSize == _heap.Length)
                {
                    Array.Resize(ref _heap, 2 * _heapSize);
                }

                b.HeapPlace = _heapSize++;
            }

            Sift(block, b.HeapPlace, score);
        }
        else if (b.HeapPlace >= 0)
        {
            int place = b.HeapPlace;
            b.HeapPlace = -1;
            int last = _heap[--_heapSize];
            if (place < _heapSize)
            {
                Sift(last, place, _blocks[last].Score);
            }
        }
    }

    private void Sift(int block, int place, float score)
    {
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (_blocks[_heap[parent]].Score >= score)
            {
                break;
            }

            _heap[place] = _heap[parent];
            _blocks[_heap[place]].HeapPlace = place;
            place = parent;
        }

        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= _heapSize)
            {
                break;
            }

            if (child + 1 < _heapSize && _blocks[_heap[child + 1]].Score > _blocks[_heap[child]].Score)
            {
                child++;
            }

            if (_blocks[_heap[child]].Score <= score)
            {
                break;
            }

            _heap[place] = _heap[child];
            _blocks[_heap[place]].HeapPlace = place;
            place = child;
        }

        _heap[place] = block;
        _blocks[block].HeapPlace = place;
    }

    private int Find(int u, int v)
    {
        long key = ((long)(u + 1) << 32) | (uint)v;
        int mask = _table.Length - 1;
        int i = Hash(key) & mask;
        while (_table[i].Key != 0)
        {
            if (_table[i].Key == key)
            {
                return _table[i].Block;
            }

            i = (i + 1) & mask;
        }

        if (2 * (_entries + 1) > _table.Length)
        {
            Rebuild();
            mask = _table.Length - 1;
            i = Hash(key) & mask;
            while (_table[i].Key != 0)
            {
                i = (i + 1) & mask;
            }
        }

        int block = NewBlock(u, v);
        _table[i] = (key, block);
        _entries++;
        return block;
    }

    private int NewBlock(int u, int v)
    {
        int block;
        if (_free.Count > 0)
        {
            block = _free[^1];
            _free.RemoveAt(_free.Count - 1);
        }
        else
        {
            block = _blockCount++;
            if (_blockCount > _blocks.Length)
            {
                Array.Resize(ref _blocks, _blocks.Length * 3 / 2);
                Array.Resize(ref _gains, _blocks.Length * _stride);
                if (_refused != null)
                {
                    Array.Resize(ref _refused, _gains.Length);
                }
            }
        }

        _blocks[block] = new Block { U = u, V = v, HeapPlace = -1, BestSlot = -1 };
        return block;
    }

    /// <summary>Gives away the blocks without rows and doubles the table if more than a quarter of it is in use.</summary>
    private void Rebuild()
    {
        (long Key, int Block)[] old = _table;
        int live = 0;
        foreach ((long key, int block) in old)
        {
            live += key != 0 && InUse(block) ? 1 : 0;
        }

        _table = new (long, int)[4 * live > old.Length ? 2 * old.Length : old.Length];
        _entries = live;
        int mask = _table.Length - 1;
        foreach ((long key, int block) in old)
        {
            if (key == 0)
            {
                continue;
            }

            if (!InUse(block))
            {
                _free.Add(block);
                continue;
            }

            int i = Hash(key) & mask;
            while (_table[i].Key != 0)
            {
                i = (i + 1) & mask;
            }

            _table[i] = (key, block);
        }
    }

    private bool InUse(int block)
    {
        ref Block b = ref _blocks[block];
        return b.Rows > 0 || b.HeapPlace >= 0 || b.Pending;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(long key)
    {
        ulong h = (ulong)key * 0x9E3779B97F4A7C15;
        return (int)((h ^ (h >> 32)) & 0x7fffffff);
    }
}
