using System.Numerics;
using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// For every pair of nodes of one group that share a row: the digits saved over all rows by each pattern of the pair, and a heap of the pairs by
/// the score of their best pattern.
/// </summary>
/// <remarks>
/// Most pairs share one row only, where no pattern saves two digits: of them the row's list of moves is all that is kept, and a block of
/// gains is made when a second row comes. A pair's block counts the rows that contribute; what has fewer than two is given away at the
/// next <see cref="Reset"/>, not before, as a trial that is taken back needs it again. Scores may be too high until a pair reaches the
/// top of the heap, never too low once <see cref="Flush"/> has run: lowered gains are looked at only when they matter.
/// </remarks>
internal sealed class PairGains(MoveTable moves, NodeTable nodes, PatternScore score)
{
    private const int PairWork = 16;

    /// <summary>Pairs with too few rows above which they are given away before the next <see cref="Reset"/>.</summary>
    private const int MostEmpty = 1 << 16;

    /// <summary>Blocks from which it is worth to have the memory of those given away back at once.</summary>
    private const int ManyBlocks = 1 << 20;

    private readonly PairIndex _index = new();
    private readonly PairBlocks _blocks = new(moves.Slots);
    private readonly PairHeap _heap = new();
    private readonly List<int> _pending = [];
    private readonly List<long> _gone = [];
    private readonly List<int> _sparse = [];
    private readonly List<PairChange> _changes = [];
    private readonly HashSet<(int U, int V, int Slot)> _refused = [];

    /// <summary>Pairs looked at so far, a measure of work that does not depend on the machine.</summary>
    public long Work { get; private set; }

    /// <summary>Number of pairs that share a row.</summary>
    public int Pairs { get; private set; }

    /// <summary>Number of pairs that take memory.</summary>
    public int Held => _index.Count;

    /// <summary>Notes for the next <see cref="Apply"/> how a row's coefficients of two nodes change; 0 where a node is absent.</summary>
    public void Add(int u, long oldU, long newU, int v, long oldV, long newV)
    {
        bool had = oldU != 0 && oldV != 0;
        bool has = newU != 0 && newV != 0;
        if ((had || has) && nodes.Group[u] == nodes.Group[v])
        {
            long pair = u <= v ? Key(u, v) : Key(v, u);
            _index.Expect(pair);
            _changes.Add(
                new PairChange
                {
                    Pair = pair,
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
        _index.Reserve(changes.Length);
        foreach (ref PairChange c in changes)
        {
            c.Place = _index.PlaceOf(c.Pair);
            int value = _index.ValueAt(c.Place);
            if (value > 0)
            {
                _blocks.Expect(value);
            }
        }

        foreach (ref readonly PairChange c in changes)
        {
            ref int value = ref _index.ValueAt(c.Place);
            if (value < 0 && (value == PairIndex.NoRow || c.Old != 0))
            {
                First(in c, ref value);
            }
            else
            {
                Change(in c, ref value);
            }
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
        if (_gone.Count + _sparse.Count > MostEmpty)
        {
            Release();
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
        int place = _index.Find(Key(u, v));
        if (place >= 0 && _index.ValueAt(place) is var block && block > 0)
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

    /// <summary>Empties the heap, forgets refusals and gives away pairs that fewer than two rows share; gains stay.</summary>
    public void Reset()
    {
        _heap.Clear();
        foreach (int block in _pending)
        {
            _blocks.HeadOf(block).Pending = false;
        }

        _pending.Clear();
        _refused.Clear();
        Release();
    }

    /// <summary>Empties the heap and moves the pairs in use together, which are few once a greedy pass is over.</summary>
    public void Compact()
    {
        Reset();
        bool large = _blocks.Count > ManyBlocks;
        _blocks.Compact(
            (block, moved) =>
            {
                ref PairBlocks.Head head = ref _blocks.HeadOf(block);
                _index.ValueAt(_index.Find(Key(head.U, head.V))) = moved;
            }
        );
        _index.Trim();
        if (large)
        {
            // hundreds of megabytes have just become free
            GC.Collect();
        }
    }

    /// <summary>Whether a list of moves saves no pattern two digits, so that a pair needs no block for it.</summary>
    private bool IsSlight(int list) => moves.Planes(list).Length <= _blocks.Words;

    /// <summary>A change of a pair that no other row has.</summary>
    private void First(ref readonly PairChange c, ref int value)
    {
        Pairs += (c.New != 0 ? 1 : 0) - (value != PairIndex.NoRow ? 1 : 0);
        if (c.New == 0)
        {
            value = PairIndex.NoRow;
            _gone.Add(c.Pair);
        }
        else if (IsSlight(c.New))
        {
            value = -c.New;
        }
        else
        {
            value = Take(c.Pair);
            Add(value, c.New);
        }
    }

    /// <summary>A change of a pair that has a block, or comes to have one with its second row.</summary>
    private void Change(ref readonly PairChange c, ref int value)
    {
        if (value < 0)
        {
            int only = -value;
            value = Take(c.Pair);
            Add(value, only);
        }

        ref PairBlocks.Head head = ref _blocks.HeadOf(value);
        if (c.Old != 0)
        {
            head.Rows--;
            head.Lists ^= c.Old;
            head.Stale = true;
            _blocks.Subtract(value, moves.Planes(c.Old));
        }

        if (c.New != 0)
        {
            Pairs += head.Rows == 0 && c.Old == 0 ? 1 : 0;
            Add(value, c.New);
            return;
        }

        Pairs -= head.Rows == 0 ? 1 : 0;
        if (head.Rows < 2 && !head.Listed)
        {
            head.Listed = true;
            _sparse.Add(value);
        }
    }

    private void Add(int block, int list)
    {
        ref PairBlocks.Head head = ref _blocks.HeadOf(block);
        head.Rows++;
        head.Lists ^= list;
        if (_blocks.Add(block, moves.Planes(list)))
        {
            Touch(block);
        }
    }

    private int Take(long pair)
    {
        int block = _blocks.Take((int)(pair >> 32), (int)pair);
        _heap.Grow(_blocks.Count);
        return block;
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

    /// <summary>Gives away the pairs that no row shares, and the blocks of those that one row shares.</summary>
    private void Release()
    {
        foreach (long pair in _gone)
        {
            int place = _index.Find(pair);
            if (place >= 0 && _index.ValueAt(place) == PairIndex.NoRow)
            {
                _index.Remove(place);
            }
        }

        foreach (int block in _sparse)
        {
            ref PairBlocks.Head head = ref _blocks.HeadOf(block);
            head.Listed = false;
            if (head.Rows == 0)
            {
                _index.Remove(_index.Find(Key(head.U, head.V)));
            }
            else if (head.Rows == 1 && IsSlight(head.Lists))
            {
                // of several lists, each in it once, the last one is left
                _index.ValueAt(_index.Find(Key(head.U, head.V))) = -head.Lists;
                _blocks.Subtract(block, moves.Planes(head.Lists));
            }
            else
            {
                continue;
            }

            _heap.Remove(block);
            _blocks.Release(block);
        }

        _gone.Clear();
        _sparse.Clear();
    }

    private static long Key(int u, int v) => ((long)u << 32) | (uint)v;
}
