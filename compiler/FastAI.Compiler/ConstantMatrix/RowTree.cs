using System.Numerics;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// The order in which the digits of one row are added: while there are many, the pair whose larger top bit is lowest (ties: fewest
/// bits); the last few by dynamic programming over all subsets, which is exact. With limited depth, only orders that meet the row's level.
/// </summary>
internal sealed class RowTree
{
    public const int LargestSubset = 8;

    /// <summary>First partial sum that a digit of the row takes.</summary>
    public const int Leaves = 1 << LargestSubset;

    private readonly RowTable _rows;
    private readonly NodeTable _nodes;
    private readonly CoefficientVectors _vectors;
    private readonly bool _depthLimited;
    private readonly SubsetTable _subsets;
    private readonly (ulong Key, int Cost)[] _memo = new (ulong, int)[1 << 16];
    private Item[] _items = new Item[64];
    private int _count;
    private long _kraft;

    public RowTree(RowTable rows, NodeTable nodes, CoefficientVectors vectors, bool depthLimited)
    {
        (_rows, _nodes, _vectors, _depthLimited) = (rows, nodes, vectors, depthLimited);
        _subsets = new SubsetTable(LargestSubset);
    }

    /// <summary>Digits beyond which pairs are joined greedily before the exact search, at most 8.</summary>
    public int ExactDigits { get; set; } = 7;

    /// <summary>A measure of work that does not depend on the machine.</summary>
    public long Work { get; private set; }

    private struct Item
    {
        public NodeSpan Span;
        public int Sum;
        public int Depth;
        public bool Negated;
        public int Plan;
    }

    /// <summary>Bits of all adders of the row, whose value must be there at <paramref name="level"/> if depth is limited.</summary>
    public int Cost(int row, int level)
    {
        ReadOnlySpan<int> nodes = _rows.Nodes(row);
        ReadOnlySpan<long> coefficients = _rows.Coefficients(row);
        int digits = 0;
        ulong key = _depthLimited ? (ulong)level : 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            digits += SignedDigits.Weight(coefficients[i]);
            ulong term =
                (_nodes.Hash[nodes[i]] ^ ((ulong)coefficients[i] * 0xD6E8FEB86659FD93))
                + (_depthLimited ? (ulong)_nodes.Depth[nodes[i]] << 48 : 0);
            term = (term ^ (term >> 31)) * 0x9E3779B97F4A7C15;
            key += term ^ (term >> 29);
        }

        if (digits < 2)
        {
            return 0;
        }

        if (digits == 2)
        {
            Collect(row, load: false);
            return NodeSpan.Cost(_items[0].Span, _items[1].Span);
        }

        ref (ulong Key, int Cost) known = ref _memo[(int)(key >> 48)];
        if (known.Key != key)
        {
            known = (key, Join(row, level, null));
        }

        return known.Cost;
    }

    /// <summary>
    /// The additions as pairs of indices: 0 and up are the digits in the order of the row's terms,
    /// lowest first; each pair makes the next index.
    /// </summary>
    public List<(int Left, int Right)> Plan(int row, int level)
    {
        var plan = new List<(int, int)>();
        Join(row, level, plan);
        return plan;
    }

    /// <summary>Sum over the row's digits of 2^level: the row can be ready at level d if this is at most 2^d.</summary>
    public long Kraft(int row)
    {
        ReadOnlySpan<int> nodes = _rows.Nodes(row);
        ReadOnlySpan<long> coefficients = _rows.Coefficients(row);
        long kraft = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            kraft += (long)SignedDigits.Weight(coefficients[i]) << _nodes.Depth[nodes[i]];
        }

        return kraft;
    }

    private int Join(int row, int level, List<(int Left, int Right)>? plan)
    {
        Collect(row, load: true);
        int leaves = _count;
        int cost = 0;
        long limit = _depthLimited ? 1L << level : long.MaxValue;
        while (_count > ExactDigits)
        {
            (int a, int b) = _depthLimited ? NextWithin(limit) : Next();
            cost += NodeSpan.Cost(_items[a].Span, _items[b].Span);
            Merge(a, b, leaves, plan);
        }

        return _count < 2 ? cost : cost + Exact(level, leaves, plan);
    }

    private void Collect(int row, bool load)
    {
        ReadOnlySpan<int> nodes = _rows.Nodes(row);
        ReadOnlySpan<long> coefficients = _rows.Coefficients(row);
        Span<(int Shift, int Sign)> digits = stackalloc (int, int)[64];
        _count = 0;
        _kraft = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            int count = SignedDigits.Split(coefficients[i], digits);
            if (_count + count > _items.Length)
            {
                Array.Resize(ref _items, 2 * (_count + count));
            }

            for (int d = 0; d < count; d++)
            {
                int sum = Leaves + _count;
                if (load)
                {
                    _vectors.Load(sum, nodes[i], digits[d].Shift, digits[d].Sign < 0);
                }

                _items[_count] = new Item
                {
                    Span = _nodes.Span[nodes[i]].Shifted(digits[d].Shift),
                    Sum = sum,
                    Depth = _nodes.Depth[nodes[i]],
                    Negated = digits[d].Sign < 0,
                    Plan = _count,
                };
                _count++;
                _kraft += 1L << _nodes.Depth[nodes[i]];
            }
        }
    }

    private void Merge(int a, int b, int leaves, List<(int Left, int Right)>? plan)
    {
        Work += 16;
        (a, b) = (Math.Min(a, b), Math.Max(a, b));
        ref Item x = ref _items[a];
        ref Item y = ref _items[b];
        plan?.Add((x.Plan, y.Plan));
        int depth = Math.Max(x.Depth, y.Depth) + 1;
        _kraft += (1L << depth) - (1L << x.Depth) - (1L << y.Depth);
        bool negated = x.Negated && y.Negated;
        x = new Item
        {
            Span = _vectors.Add(x.Sum, x.Sum, y.Sum, negated),
            Sum = x.Sum,
            Depth = depth,
            Negated = negated,
            Plan = plan == null ? 0 : leaves + plan.Count - 1,
        };
        _items[b] = _items[--_count];
    }

    /// <summary>Of the items up to the second lowest top, the two with the highest last bits.</summary>
    private (int First, int Second) Next()
    {
        int lowest = int.MaxValue;
        int second = int.MaxValue;
        for (int i = 0; i < _count; i++)
        {
            int top = _items[i].Span.Top;
            (lowest, second) = top < lowest ? (top, lowest) : (lowest, Math.Min(second, top));
        }

        int a = -1;
        int b = -1;
        for (int i = 0; i < _count; i++)
        {
            if (_items[i].Span.Top > second)
            {
                continue;
            }

            if (a < 0 || _items[i].Span.Last > _items[a].Span.Last)
            {
                (a, b) = (i, a);
            }
            else if (b < 0 || _items[i].Span.Last > _items[b].Span.Last)
            {
                b = i;
            }
        }

        return (a, b);
    }

    /// <summary>Of the pairs that leave the row in time, one whose larger top bit is lowest, with the fewest bits.</summary>
    private (int First, int Second) NextWithin(long limit)
    {
        // a pair of unlike depths takes up the difference of their shares of the limit
        long slack = limit - _kraft;
        for (int i = 1; i < _count; i++)
        {
            Item item = _items[i];
            int place = i;
            for (; place > 0 && _items[place - 1].Span.Top > item.Span.Top; place--)
            {
                _items[place] = _items[place - 1];
            }

            _items[place] = item;
        }

        (int First, int Second) best = (-1, -1);
        int fewest = int.MaxValue;
        for (int j = 1; j < _count && (best.First < 0 || _items[j].Span.Top == _items[best.Second].Span.Top); j++)
        {
            ref Item y = ref _items[j];
            for (int i = 0; i < j; i++)
            {
                ref Item x = ref _items[i];
                int bits = NodeSpan.Cost(x.Span, y.Span);
                if (bits < fewest && Math.Abs((1L << x.Depth) - (1L << y.Depth)) <= slack)
                {
                    (best, fewest) = ((i, j), bits);
                }
            }
        }

        return best;
    }

    private int Exact(int level, int leaves, List<(int Left, int Right)>? plan)
    {
        if (_count == 2 && plan == null)
        {
            return NodeSpan.Cost(_items[0].Span, _items[1].Span);
        }

        int full = (1 << _count) - 1;
        Work += 8 << _count;
        for (int set = 1; set <= full; set++)
        {
            int low = BitOperations.TrailingZeroCount(set);
            int rest = set & (set - 1);
            if (rest == 0)
            {
                _vectors.Copy(set, _items[low].Sum);
                _subsets.Leaf(set, _items[low].Span, _items[low].Depth, _items[low].Negated);
            }
            else
            {
                bool negated = _items[low].Negated && _subsets.Negated(rest);
                _subsets.Sum(set, _vectors.Add(set, rest, _items[low].Sum, negated), negated);
            }
        }

        int cost = _subsets.Solve(full, _depthLimited ? level : int.MaxValue);
        if (cost >= SubsetTable.Impossible)
        {
            throw new InvalidOperationException($"a row of {_count} operands cannot meet level {level}");
        }

        if (plan != null)
        {
            Span<int> names = stackalloc int[_count];
            for (int i = 0; i < _count; i++)
            {
                names[i] = _items[i].Plan;
            }

            _subsets.Plan(full, names, leaves, plan);
        }

        return cost;
    }
}
