using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// For every pair of nodes that share a row: the digits saved over all rows by each pattern of the pair, and a heap of the pairs by
/// the score of their best pattern.
/// </summary>
/// <remarks>
/// A pair's head and its gains lie side by side, so a row's contribution touches one or two cache lines. A pair counts the rows
/// that contribute and is given away with the last one, all gains then being zero. Scores may be too high until a pair reaches the
/// top of the heap, never too low once <see cref="Flush"/> has run: lowered gains are looked at only when they matter.
/// </remarks>
internal sealed class PairGains
{
    private const int PairWork = 16;

    private readonly MoveTable _moves;
    private readonly PatternScore _score;
    private readonly PairIndex _index = new();
    private readonly Stack<int> _free = new();
    private readonly List<int> _pending = [];
    private readonly List<PairChange> _changes = [];
    private readonly HashSet<(int U, int V, int Slot)> _refused = [];
    private readonly int _gainCount;
    private readonly int _stride;
    private short[] _data;
    private int _blockCount = 1;
    private int[] _heap = new int[1 << 8];
    private int _heapSize;

    public PairGains(MoveTable moves, PatternScore score)
    {
        (_moves, _score) = (moves, score);
        _gainCount = (moves.Slots + Vector256<short>.Count - 1) & -Vector256<short>.Count;
        _stride = (HeadSize + _gainCount + 15) & ~15;
        _data = new short[_stride << 8];
    }

    private struct Head
    {
        public int U;
        public int V;
        public int Rows;
        public int HeapPlace;
        public float Score;
        public short BestSlot;
        public bool Pending;
        public bool Stale;
    }

    private static int HeadSize => Unsafe.SizeOf<Head>() / sizeof(short);

    /// <summary>Pairs and moves looked at so far, a measure of work that does not depend on the machine.</summary>
    public long Work { get; private set; }

    /// <summary>Number of pairs that share a row.</summary>
    public int Pairs => _index.Count;

    /// <summary>Notes a change for the next <see cref="Apply()"/>.</summary>
    public void Add(PairChange change)
    {
        if (change.Had || change.Has)
        {
            _changes.Add(change);
        }
    }

    /// <summary>Applies the noted changes of one row: first all look-ups, whose cache misses overlap, then all updates.</summary>
    public void Apply()
    {
        Span<PairChange> changes = CollectionsMarshal.AsSpan(_changes);
        Work += PairWork * changes.Length;
        foreach (ref PairChange c in changes)
        {
            c.Block = Find(c.U, c.V);
        }

        foreach (ref readonly PairChange c in changes)
        {
            Apply(in c);
        }

        _changes.Clear();
    }

    /// <summary>Brings every pair with raised gains into the heap.</summary>
    public void Flush()
    {
        foreach (int block in _pending)
        {
            ref Head head = ref HeadOf(block);
            head.Pending = false;
            if (head.Rows == 0)
            {
                Free(block, ref head);
            }
            else
            {
                Place(block, ref head);
            }
        }

        _pending.Clear();
    }

    /// <summary>Finds the best pattern, which stays in the heap; false when none saves two digits.</summary>
    public bool TryBest(out int u, out int v, out int slot)
    {
        while (_heapSize > 0)
        {
            int block = _heap[0];
            ref Head head = ref HeadOf(block);
            if (!head.Stale)
            {
                (u, v, slot) = (head.U, head.V, head.BestSlot);
                return true;
            }

            Place(block, ref head);
        }

        (u, v, slot) = (0, 0, 0);
        return false;
    }

    /// <summary>Looks at a pair again after its pattern was extracted.</summary>
    public void Again(int u, int v)
    {
        int block = Find(u, v, create: false);
        if (block != 0)
        {
            Touch(block, ref HeadOf(block));
        }
    }

    /// <summary>Marks a pattern as impossible until the next <see cref="Reset"/>.</summary>
    public void Refuse(int u, int v, int slot)
    {
        _refused.Add((u, v, slot));
        Again(u, v);
    }

    /// <summary>Empties the heap and forgets refusals; gains stay.</summary>
    public void Reset()
    {
        for (int i = 0; i < _heapSize; i++)
        {
            HeadOf(_heap[i]).HeapPlace = -1;
        }

        _heapSize = 0;
        foreach (int block in _pending)
        {
            ref Head head = ref HeadOf(block);
            head.Pending = false;
            if (head.Rows == 0)
            {
                Free(block, ref head);
            }
        }

        _pending.Clear();
        _refused.Clear();
    }

    /// <summary>Empties the heap and moves the pairs in use together, which are few once a greedy pass is over.</summary>
    public void Compact()
    {
        Reset();
        var compact = new short[_stride * Math.Max(1 << 8, 3 * Pairs / 2)];
        int used = 1;
        for (int block = 1; block < _blockCount; block++)
        {
            ref Head head = ref HeadOf(block);
            if (head.Rows > 0)
            {
                _index.Replace(Key(head.U, head.V), block, used);
                _data.AsSpan(block * _stride, _stride).CopyTo(compact.AsSpan(used * _stride));
                used++;
            }
        }

        (_data, _blockCount) = (compact, used);
        _free.Clear();
        _free.TrimExcess();
        _index.Trim();
    }

    private void Apply(ref readonly PairChange c)
    {
        ref Head head = ref HeadOf(c.Block);
        if (c.Had)
        {
            head.Rows--;
            head.Stale = true;
            AddGains(ref head, ListOf(c.U == c.V, c.OldU, c.OldV), (c.OldU ^ c.OldV) < 0 ? 1 : 0, -1);
        }

        if (c.Has)
        {
            head.Rows++;
            AddGains(ref head, ListOf(c.U == c.V, c.NewU, c.NewV), (c.NewU ^ c.NewV) < 0 ? 1 : 0, 1);
            Touch(c.Block, ref head);
        }
        else if (head.Rows == 0 && !head.Pending)
        {
            Free(c.Block, ref head);
        }
    }

    private int ListOf(bool self, long cu, long cv) => self ? _moves.Self(Math.Abs(cu)) : _moves.Pair(Math.Abs(cu), Math.Abs(cv));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddGains(ref Head head, int list, int flip, int sign)
    {
        ReadOnlySpan<SlotGain> moves = _moves[list];
        Work += moves.Length;
        ref short gains = ref Unsafe.As<Head, short>(ref Unsafe.Add(ref head, 1));
        foreach (SlotGain m in moves)
        {
            ref short gain = ref Unsafe.Add(ref gains, m.Slot ^ flip);
            gain = (short)(gain + (sign * m.Gain));
        }
    }

    private void Touch(int block, ref Head head)
    {
        if (!head.Pending)
        {
            head.Pending = true;
            _pending.Add(block);
        }
    }

    /// <summary>Scores a pair and moves it to its place in the heap, or out of it.</summary>
    private void Place(int block, ref Head head)
    {
        head.Stale = false;
        int best = -1;
        float score = float.MinValue;
        ref short gains = ref Unsafe.As<Head, short>(ref Unsafe.Add(ref head, 1));
        for (int start = 0; start < _gainCount; start += Vector256<short>.Count)
        {
            uint worth = Vector256
                .GreaterThan(Vector256.LoadUnsafe(ref gains, (nuint)start), Vector256<short>.One)
                .ExtractMostSignificantBits();
            for (; worth != 0; worth &= worth - 1)
            {
                int slot = start + System.Numerics.BitOperations.TrailingZeroCount(worth);
                float s = _score.Of(head.U, head.V, slot, Unsafe.Add(ref gains, slot));
                if (s > score && (_refused.Count == 0 || !_refused.Contains((head.U, head.V, slot))))
                {
                    (best, score) = (slot, s);
                }
            }
        }

        head.BestSlot = (short)best;
        head.Score = score;
        if (best >= 0)
        {
            if (head.HeapPlace < 0)
            {
                if (_heapSize == _heap.Length)
                {
                    Array.Resize(ref _heap, 2 * _heapSize);
                }

                head.HeapPlace = _heapSize++;
            }

            Sift(block, head.HeapPlace, score);
        }
        else if (head.HeapPlace >= 0)
        {
            Remove(ref head);
        }
    }

    private void Remove(ref Head head)
    {
        int place = head.HeapPlace;
        head.HeapPlace = -1;
        int last = _heap[--_heapSize];
        if (place < _heapSize)
        {
            Sift(last, place, HeadOf(last).Score);
        }
    }

    private void Sift(int block, int place, float score)
    {
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            ref Head above = ref HeadOf(_heap[parent]);
            if (above.Score >= score)
            {
                break;
            }

            _heap[place] = _heap[parent];
            above.HeapPlace = place;
            place = parent;
        }

        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= _heapSize)
            {
                break;
            }

            if (child + 1 < _heapSize && HeadOf(_heap[child + 1]).Score > HeadOf(_heap[child]).Score)
            {
                child++;
            }

            ref Head below = ref HeadOf(_heap[child]);
            if (below.Score <= score)
            {
                break;
            }

            _heap[place] = _heap[child];
            below.HeapPlace = place;
            place = child;
        }

        _heap[place] = block;
        HeadOf(block).HeapPlace = place;
    }

    private int Find(int u, int v, bool create = true)
    {
        long key = Key(u, v);
        for (int place = _index.First(key); ; place = _index.Next(place))
        {
            int block = _index.BlockAt(place, key);
            if (block < 0)
            {
                continue;
            }

            if (block == 0)
            {
                break;
            }

            ref Head head = ref HeadOf(block);
            if (head.U == u && head.V == v)
            {
                return block;
            }
        }

        if (!create)
        {
            return 0;
        }

        int made = NewBlock(u, v);
        _index.Insert(key, made);
        return made;
    }

    private int NewBlock(int u, int v)
    {
        if (!_free.TryPop(out int block))
        {
            block = _blockCount++;
            if (_blockCount * _stride > _data.Length)
            {
                Array.Resize(ref _data, _data.Length / _stride * 3 / 2 * _stride);
            }
        }

        HeadOf(block) = new Head
        {
            U = u,
            V = v,
            HeapPlace = -1,
            BestSlot = -1,
        };
        return block;
    }

    private void Free(int block, ref Head head)
    {
        if (head.HeapPlace >= 0)
        {
            Remove(ref head);
        }

        _index.Remove(Key(head.U, head.V), block);
        _free.Push(block);
    }

    private static long Key(int u, int v) => ((long)u << 32) | (uint)v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Head HeadOf(int block) =>
        ref Unsafe.As<short, Head>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_data), (nint)block * _stride));
}
