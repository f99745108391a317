using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// Which two-term patterns a pair of coefficients offers. A pattern is <c>u 2^a ± v 2^b</c> with min(a, b) = 0, written as the
/// shift s = b - a and a sign, and numbered <c>slot = 2 (s + Reach) + (sign is plus)</c>.
/// </summary>
/// <remarks>
/// Small coefficients are not recoded beforehand: any number of copies c of the pattern may be taken out if the digits of both
/// remainders become fewer. Large ones offer the pairs of their canonical digits. Lists are made on demand for positive
/// coefficients; another sign of one coefficient flips the pattern's sign, of the first one also that of c.
/// </remarks>
internal sealed class MoveTable
{
    private const int LargestFree = 511;

    private readonly int _limit;
    private readonly int[] _pairs;
    private readonly int[] _selfs;
    private readonly long[]?[] _reducers;
    private readonly byte[] _weight;
    private readonly Dictionary<(long, long), int> _large = [];
    private readonly (int Gain, long Times)[] _best;
    private readonly int _words;
    private readonly List<long> _times = [];
    private ulong[] _lists = new ulong[1 << 12];
    private int _used = 1;

    public MoveTable(long largestWeight)
    {
        _limit = (int)Math.Min(LargestFree, (2 * largestWeight) + 8);
        Reach = Math.Min(64 - BitOperations.LeadingZeroCount((ulong)largestWeight) + 1, 44);
        _pairs = new int[(_limit + 1) * (_limit + 1)];
        _selfs = new int[_limit + 1];
        _reducers = new long[_limit + 1][];
        _best = new (int, long)[Slots];
        _words = (Slots + 63) / 64;
        _weight = new byte[(8 * _limit) + 16];
        for (int i = 0; i < _weight.Length; i++)
        {
            _weight[i] = (byte)SignedDigits.Weight(i);
        }
    }

    /// <summary>Largest shift between the two terms of a pattern.</summary>
    public int Reach { get; }

    /// <summary>Number of patterns of a pair of nodes.</summary>
    public int Slots => 2 * ((2 * Reach) + 1);

    /// <summary>Bit planes of the gains of a list, as <see cref="PairBlocks"/> adds them: all of the first word, then of the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<ulong> Planes(int list) => _lists.AsSpan(list + 1, (int)_lists[list] & 0xFF);

    /// <summary>The move of a list for positive coefficients to a pattern: the digits saved, 0 if there is none, and the copies of the
    /// pattern that it takes out.</summary>
    public (int Gain, long Times) Move(int list, int slot)
    {
        ReadOnlySpan<ulong> planes = Planes(list);
        int own = planes.Length / _words;
        int gain = 0;
        int rank = 0;
        for (int w = 0; w <= slot >> 6; w++)
        {
            ulong any = 0;
            for (int p = 0; p < own; p++)
            {
                ulong plane = planes[(w * own) + p];
                any |= plane;
                gain |= w == slot >> 6 ? (int)((plane >> (slot & 63)) & 1) << p : 0;
            }

            rank += BitOperations.PopCount(w == slot >> 6 ? any & ((1UL << (slot & 63)) - 1) : any);
        }

        return gain == 0 ? (0, 0) : (gain, _times[(int)(_lists[list] >> 8) + rank]);
    }

    /// <summary>The list for two coefficients of any sign, or of one node with itself; its patterns have the sign that they have then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Signed(bool self, long cu, long cv)
    {
        int list = self ? Self(Math.Abs(cu)) : Pair(Math.Abs(cu), Math.Abs(cv));
        return (cu ^ cv) < 0 ? list + 1 + ((int)_lists[list] & 0xFF) : list;
    }

    /// <summary>The list for two positive coefficients of different nodes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Pair(long cu, long cv)
    {
        if ((ulong)cu <= (ulong)_limit && (ulong)cv <= (ulong)_limit)
        {
            int list = _pairs[((int)cu * (_limit + 1)) + (int)cv];
            return list != 0 ? list : MakePair((int)cu, (int)cv);
        }

        return _large.TryGetValue((cu, cv), out int large) ? large : MakeLarge(cu, cv);
    }

    /// <summary>The list for a positive coefficient and patterns <c>u (1 ± 2^s)</c> of one node with itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Self(long c)
    {
        if (c <= _limit)
        {
            return _selfs[c] != 0 ? _selfs[c] : _selfs[c] = MakeSelf((int)c);
        }

        return _large.TryGetValue((c, 0), out int large) ? large : MakeLarge(c, 0);
    }

    private int MakePair(int cu, int cv)
    {
        Array.Clear(_best);
        Enumerate(cu, cv, mirrored: false);
        Enumerate(cv, cu, mirrored: true);
        int list = Store();
        _pairs[(cu * (_limit + 1)) + cv] = list;
        return list;
    }

    /// <summary>Patterns in which the first node is not shifted; mirrored, the first is v.</summary>
    private void Enumerate(int first, int second, bool mirrored)
    {
        int w1 = _weight[first];
        int w2 = _weight[second];
        long bound = (4L * second / 3) + 1;
        foreach (long c in Reducers(first))
        {
            int saved = w1 - _weight[Math.Abs(first - c)] - _weight[Math.Abs(c)];
            for (int s = mirrored ? 1 : 0; s <= Reach && Math.Abs(c) << s <= bound; s++)
            {
                for (int plus = 0; plus <= 1; plus++)
                {
                    long rest = second - (plus == 1 ? c << s : -(c << s));
                    int w = _weight[Math.Abs(rest)];
                    if (w < w2 && saved + w2 - w > 0)
                    {
                        // mirrored: u 2^s ± v = ±(v ± u 2^s)
                        Offer((2 * ((mirrored ? -s : s) + Reach)) + plus, saved + w2 - w, mirrored && plus == 0 ? -c : c);
                    }
                }
            }
        }
    }

    private int MakeSelf(int c)
    {
        Array.Clear(_best);
        for (int s = 1; s <= Reach; s++)
        {
            for (int plus = 0; plus <= 1; plus++)
            {
                long factor = plus == 1 ? 1 + (1L << s) : 1 - (1L << s);
                long bound = ((4L * c / 3) / ((1L << s) - 1)) + 1;
                for (long times = -bound; times <= bound; times++)
                {
                    long rest = Math.Abs(c - (times * factor));
                    int gain = times == 0 || rest >= _weight.Length ? 0 : _weight[c] - _weight[rest] - SignedDigits.Weight(times);
                    if (gain > 0)
                    {
                        Offer((2 * (s + Reach)) + plus, gain, times);
                    }
                }
            }
        }

        return Store();
    }

    /// <summary>Pairs of canonical digits, each digit used once per pattern; cv = 0 stands for pairs within cu.</summary>
    private int MakeLarge(long cu, long cv)
    {
        Array.Clear(_best);
        Span<(int Shift, int Sign)> u = stackalloc (int, int)[64];
        Span<(int Shift, int Sign)> v = stackalloc (int, int)[64];
        int nu = SignedDigits.Split(cu, u);
        int nv = SignedDigits.Split(cv == 0 ? cu : cv, v);
        for (int s = cv == 0 ? 1 : -Reach; s <= Reach; s++)
        {
            for (int plus = 0; plus <= 1; plus++)
            {
                (long times, int gain, ulong taken) = (0, 0, 0);
                for (int i = 0; i < nu; i++)
                {
                    for (int j = 0; j < nv; j++)
                    {
                        ulong both = (1UL << u[i].Shift) | (1UL << v[j].Shift);
                        if (v[j].Shift - u[i].Shift != s || (u[i].Sign == v[j].Sign) != (plus == 1) || (cv == 0 && (taken & both) != 0))
                        {
                            continue;
                        }

                        taken |= both;
                        gain++;
                        times += (long)u[i].Sign << Math.Min(u[i].Shift, v[j].Shift);
                    }
                }

                int exact = gain == 0 ? 0 : TrueGain(cu, cv, s, plus == 1, times);
                if (exact > 0)
                {
                    Offer((2 * (s + Reach)) + plus, exact, times);
                }
            }
        }

        int list = Store();
        _large[(cu, cv)] = list;
        return list;
    }

    private static int TrueGain(long cu, long cv, int s, bool plus, long times)
    {
        long a = times << Math.Max(0, -s);
        long b = plus ? times << Math.Max(0, s) : -(times << Math.Max(0, s));
        return cv == 0
            ? SignedDigits.Weight(cu) - SignedDigits.Weight(cu - a - b) - SignedDigits.Weight(times)
            : SignedDigits.Weight(cu)
                + SignedDigits.Weight(cv)
                - SignedDigits.Weight(cu - a)
                - SignedDigits.Weight(cv - b)
                - SignedDigits.Weight(times);
    }

    /// <summary>Keeps the best number of copies per pattern: most gain, then fewest digits, then least magnitude.</summary>
    private void Offer(int slot, int gain, long times)
    {
        (int Gain, long Times) old = _best[slot];
        if (gain < old.Gain)
        {
            return;
        }

        if (gain == old.Gain)
        {
            int order = SignedDigits.Weight(times).CompareTo(SignedDigits.Weight(old.Times));
            order = order != 0 ? order : Math.Abs(times).CompareTo(Math.Abs(old.Times));
            if (order > 0 || (order == 0 && times < old.Times))
            {
                return;
            }
        }

        _best[slot] = (gain, times);
    }

    /// <summary>Keeps the best moves: a head, the planes of the gains, and both again with the patterns' signs flipped.</summary>
    private int Store()
    {
        int own = 32 - BitOperations.LeadingZeroCount((uint)_best.Max(b => b.Gain));
        int size = 1 + (own * _words);
        if (_used + (2 * size) > _lists.Length)
        {
            Array.Resize(ref _lists, 2 * (_lists.Length + size));
        }

        int list = _used;
        _used += 2 * size;
        ulong head = ((ulong)_times.Count << 8) | (uint)(own * _words);
        (_lists[list], _lists[list + size]) = (head, head);
        for (int slot = 0; slot < _best.Length; slot++)
        {
            if (_best[slot].Gain > 0)
            {
                _times.Add(_best[slot].Times);
            }

            for (int p = 0; p < own; p++)
            {
                ulong bit = (ulong)((_best[slot].Gain >> p) & 1);
                int place = list + 1 + ((slot >> 6) * own) + p;
                _lists[place] |= bit << (slot & 63);
                _lists[place + size] |= bit << ((slot ^ 1) & 63);
            }
        }

        return list;
    }

    /// <summary>All numbers of copies that leave fewer digits in <paramref name="c"/>.</summary>
    private long[] Reducers(int c)
    {
        if (_reducers[c] is { } known)
        {
            return known;
        }

        var found = new List<long>();
        int bound = (4 * c / 3) + 1;
        for (int d = -bound; d <= bound; d++)
        {
            if (d != 0 && _weight[Math.Abs(c - d)] < _weight[c])
            {
                found.Add(d);
            }
        }

        return _reducers[c] = [.. found];
    }
}
