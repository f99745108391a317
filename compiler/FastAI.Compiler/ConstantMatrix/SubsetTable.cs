using System.Numerics;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Exact cheapest order of adding a few operands: dynamic programming over subsets, and over levels where depth binds.</summary>
internal sealed class SubsetTable(int largest)
{
    public const int Impossible = 1 << 28;

    private readonly int[] _top = new int[1 << largest];
    private readonly int[] _last = new int[1 << largest];
    private readonly int[] _negative = new int[1 << largest];
    private readonly bool[] _negated = new bool[1 << largest];
    private readonly int[] _depth = new int[1 << largest];
    private readonly int[] _cost = new int[1 << largest];
    private readonly int[] _split = new int[1 << largest];
    private int[][] _levels = [];
    private int[][] _levelSplits = [];
    private int _level = -1;

    public bool Negated(int set) => _negated[set];

    public void Leaf(int set, NodeSpan span, int depth, bool negated)
    {
        Sum(set, span, negated);
        _depth[set] = depth;
        _cost[set] = 0;
    }

    public void Sum(int set, NodeSpan span, bool negated)
    {
        (_top[set], _last[set], _negative[set]) = (span.Top, span.Last, span.Negative ? 1 : 0);
        _negated[set] = negated;
    }

    /// <summary>Least cost of adding all members of <paramref name="full"/>, ready at <paramref name="level"/>.</summary>
    public int Solve(int full, int level)
    {
        for (int set = 3; set <= full; set++)
        {
            int rest = set & (set - 1);
            if (rest == 0)
            {
                continue;
            }

            int low = set ^ rest;
            int best = Impossible;
            int depth = int.MaxValue;
            int split = 0;
            for (int part = (rest - 1) & rest; ; part = (part - 1) & rest)
            {
                int x = part | low;
                int y = set ^ x;
                int cost = _cost[x] + _cost[y];
                if (cost < best)
                {
                    cost += Join(x, y);
                    int d = Math.Max(_depth[x], _depth[y]) + 1;
                    if (cost < best || (cost == best && d < depth))
                    {
                        (best, depth, split) = (cost, d, x);
                    }
                }

                if (part == 0)
                {
                    break;
                }
            }

            (_cost[set], _depth[set], _split[set]) = (best, depth, split);
        }

        _level = -1;
        return _depth[full] <= level ? _cost[full] : SolveLevels(full, level);
    }

    /// <summary>Appends the additions of the solution; operands are named by <paramref name="names"/>, sums
    /// from <paramref name="leaves"/> on.</summary>
    public int Plan(int set, ReadOnlySpan<int> names, int leaves, List<(int Left, int Right)> plan) =>
        Plan(set, _level, names, leaves, plan);

    private int Plan(int set, int level, ReadOnlySpan<int> names, int leaves, List<(int Left, int Right)> plan)
    {
        if ((set & (set - 1)) == 0)
        {
            return names[BitOperations.TrailingZeroCount(set)];
        }

        int split;
        if (level < 0)
        {
            split = _split[set];
        }
        else
        {
            while (_levels[level - 1][set] == _levels[level][set])
            {
                level--;
            }

            split = _levelSplits[level][set];
        }

        int left = Plan(split, level - 1, names, leaves, plan);
        int right = Plan(set ^ split, level - 1, names, leaves, plan);
        plan.Add((left, right));
        return leaves + plan.Count - 1;
    }

    private int SolveLevels(int full, int level)
    {
        int sets = _cost.Length;
        while (_levels.Length <= level)
        {
            _levels = [.. _levels, new int[sets]];
            _levelSplits = [.. _levelSplits, new int[sets]];
        }

        // no sum is ready with the earliest operand, and at the last level only that of all is asked for
        int earliest = level;
        for (int leaf = 1; leaf <= full; leaf <<= 1)
        {
            earliest = Math.Min(earliest, _depth[leaf]);
        }

        for (int d = earliest; d <= level; d++)
        {
            int[] now = _levels[d];
            int[] before = d == earliest ? now : _levels[d - 1];
            for (int set = d == level ? full : 1; set <= full; set++)
            {
                int rest = set & (set - 1);
                if (rest == 0 || d == earliest)
                {
                    now[set] = rest == 0 && _depth[set] <= d ? 0 : Impossible;
                    continue;
                }

                int low = set ^ rest;
                int best = before[set];
                int split = _levelSplits[d - 1][set];
                for (int part = (rest - 1) & rest; ; part = (part - 1) & rest)
                {
                    int x = part | low;
                    int y = set ^ x;
                    int cost = before[x] + before[y];
                    if (cost < best)
                    {
                        cost += Join(x, y);
                        if (cost < best)
                        {
                            (best, split) = (cost, x);
                        }
                    }

                    if (part == 0)
                    {
                        break;
                    }
                }

                now[set] = best;
                _levelSplits[d][set] = split;
            }
        }

        _level = level;
        return _levels[level][full];
    }

    private int Join(int x, int y) => (_negative[x] | _negative[y]) + Math.Max(_top[x], _top[y]) - Math.Max(_last[x], _last[y]);
}
