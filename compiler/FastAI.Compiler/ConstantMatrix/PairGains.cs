using System.Numerics;
using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// For every pair of nodes that share a row: the digits saved over all rows by each pattern of the pair, and a heap of the pairs by
/// the score of their best pattern.
/// </summary>
/// <remarks>
/// A pair counts the rows that contribute; when the last one is gone all gains are zero, and the pair is given away at the next
/// <see cref="Reset"/>. Scores may be too high until a pair reaches the top of the heap, never too low once <see cref="Flush"/> has
/// run: lowered gains are looked at only when they matter.
/// </remarks>
internal sealed class PairGains(MoveTable moves, PatternScore score)
{
    private const int PairWork = 16;

    /// <summary>Pairs without rows above which they are given away before the next <see cref="Reset"/>.</summary>
    private const int MostEmpty = 1 << 16;

    private readonly PairIndex _index = new();
    private readonly PairBlocks _blocks = new(moves.Slots);
    private readonly PairHeap _heap = new();
    private readonly List<int> _pending = [];
    private readonly List<int> _empty = [];
    private readonly List<PairChange> _changes = [];
    private readonly HashSet<(int U, int V, int Slot)> _refused = [];

    /// <summary>Pairs looked at so far, a measure of work that does not depend on the machine.</summary>
    public long Work { get; private set; }

    /// <summary>Number of pairs that share a row.</summary>
    public int Pairs { get; private set; }

    /// <summary>Notes for the next <see cref="Apply"/> how a row's coefficients of two nodes change; 0 where a node is absent.</summary>
    public void Add(int u, long oldU, long newU, int v, long oldV, long newV)
    {
        bool had = oldU != 0 && oldV != 0;
        bool has = newU != 0 && newV != 0;
        if (had || has)
        {
            (int low, int high) = u <= v ? (u, v) : (v, u);
            _changes.Add(
                new PairChange
                {
                    U = low,
                    V = high,
                    Old =
                        !had ? 0
                        : u <= v ? moves.Signed(u == v, oldU, oldV)
                        : moves.Signed(false, oldV, oldU),
                    New =
                        !has ? 0
                        : u <= v ? moves.Signed(u == v, newU, newV)
                        : moves.Signed(false, newV, newU),
                }
            );
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
            _blocks.HeadOf(block).Pending = false;
            Place(block);
        }

        _pending.Clear();
        if (_empty.Count > MostEmpty)
        {
            FreeEmpty();
        }
    }

    /// <summary>Finds the best pattern, which stays in the heap; false when none saves two digits.</summary>
    public bool TryBest(out int u, out int v, out int slot)
    {
        while (!_heap.IsEmpty)
        {
            (int block, slot) = _heap.Top;
            ref PairBlocks.Head head = ref _blocks.HeadOf(block);
            if (!head.Stale)
            {
                (u, v) = (head.U, head.V);
                return true;
            }

            Place(block);
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
            Touch(block);
        }
    }

    /// <summary>Marks a pattern as impossible until the next <see cref="Reset"/>.</summary>
    public void Refuse(int u, int v, int slot)
    {
        _refused.Add((u, v, slot));
        Again(u, v);
    }

    /// <summary>Empties the heap, forgets refusals and gives away pairs that no row shares; gains stay.</summary>
    public void Reset()
    {
        _heap.Clear();
        foreach (int block in _pending)
        {
            _blocks.HeadOf(block).Pending = false;
        }

        _pending.Clear();
        _refused.Clear();
        FreeEmpty();
    }

    /// <summary>Empties the heap and moves the pairs in use together, which are few once a greedy pass is over.</summary>
    public void Compact()
    {
        Reset();
        _blocks.Compact(Pairs, (block, moved) =>
        {
            ref PairBlocks.Head head = ref _blocks.HeadOf(block);
            _index.Replace(Key(head.U, head.V), block, moved);
        });
        _index.Trim();
    }

    private void Apply(ref readonly PairChange c)
    {
        ref PairBlocks.Head head = ref _blocks.HeadOf(c.Block);
        if (c.Old != 0)
        {
            Pairs -= --head.Rows == 0 ? 1 : 0;
            head.Stale = true;
            _blocks.Subtract(c.Block, moves.Planes(c.Old));
        }

        if (c.New != 0)
        {
            Pairs += head.Rows++ == 0 ? 1 : 0;
            if (_blocks.Add(c.Block, moves.Planes(c.New)))
            {
                Touch(c.Block);
            }
        }
        else if (head.Rows == 0 && !head.Listed)
        {
            head.Listed = true;
            _empty.Add(c.Block);
        }
    }

    private void Touch(int block)
    {
        ref PairBlocks.Head head = ref _blocks.HeadOf(block);
        if (!head.Pending)
        {
            head.Pending = true;
            _pending.Add(block);
        }
    }

    /// <summary>Scores a pair and moves it to its place in the heap, or out of it.</summary>
    private void Place(int block)
    {
        ref PairBlocks.Head head = ref _blocks.HeadOf(block);
        head.Stale = false;
        int best = -1;
        float highest = float.MinValue;
        for (int word = 0; word < _blocks.Words; word++)
        {
            for (ulong worth = _blocks.Worth(block, word); worth != 0; worth &= worth - 1)
            {
                int slot = (word << 6) + BitOperations.TrailingZeroCount(worth);
                float s = score.Of(head.U, head.V, slot, _blocks.Gain(block, slot));
                if (s > highest && (_refused.Count == 0 || !_refused.Contains((head.U, head.V, slot))))
                {
                    (best, highest) = (slot, s);
                }
            }
        }

        if (best >= 0)
        {
            _heap.Put(block, highest, best);
        }
        else
        {
            _heap.Remove(block);
        }
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

            ref PairBlocks.Head head = ref _blocks.HeadOf(block);
            if (head.U == u && head.V == v)
            {
                return block;
            }
        }

        if (!create)
        {
            return 0;
        }

        int made = _blocks.Take(u, v);
        _heap.Grow(_blocks.Count);
        _index.Insert(key, made);
        return made;
    }

    /// <summary>Gives away the pairs that no row shares.</summary>
    private void FreeEmpty()
    {
        foreach (int block in _empty)
        {
            ref PairBlocks.Head head = ref _blocks.HeadOf(block);
            head.Listed = false;
            if (head.Rows == 0)
            {
                _heap.Remove(block);
                _index.Remove(Key(head.U, head.V), block);
                _blocks.Release(block);
            }
        }

        _empty.Clear();
    }

    private static long Key(int u, int v) => ((long)u << 32) | (uint)v;
}
