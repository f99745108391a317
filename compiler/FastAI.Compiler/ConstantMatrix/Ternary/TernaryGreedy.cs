namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Greedy sharing: the pair or triple of terms that saves most over all rows becomes a node, again and again. A term of w bits is worth
/// <c>Price * (w + Overhead)</c>, which is about what it costs to add it in the end. Pairs are counted; a triple is found at a pair that it
/// is made of, among the terms that stand beside it (<see cref="TripleSearch"/>).
/// </summary>
internal sealed class TernaryGreedy
{
    private readonly TernaryState state;
    private readonly TripleSearch search;
    private readonly PriorityQueue<TernaryPattern, double> queue = new();
    private readonly List<(int Row, int First)> places = [];
    private readonly List<int> taken = [];

    public TernaryGreedy(TernaryState state)
    {
        this.state = state;
        search = new(state, this);
    }

    public double Price { get; set; } = 0.55;

    public double Overhead { get; set; } = 2;

    /// <summary>Gains are multiplied by 1 + Noise x, x uniform in [0, 1) and drawn for each pattern.</summary>
    public double Noise { get; set; }

    /// <summary>Changes the noise of all patterns.</summary>
    public ulong Salt { get; set; }

    /// <summary>Looks at the pairs that have risen since the last run, until none of them saves anything, nor a triple with it.</summary>
    public void Run(CancellationToken cancellation = default)
    {
        queue.Clear();
        Queue();
        while (queue.TryDequeue(out TernaryPattern pair, out double priority))
        {
            if (state.Nodes.Count + state.Rows.Length > TernaryPattern.MaxNodes / 2)
                return;
            cancellation.ThrowIfCancellationRequested();
            if (state.Counts.Of(pair) < 2)
                continue;
            (TernaryPattern best, int count, double gain) = search.Best(pair);
            if (gain <= 0)
                continue;
            if (Noise == 0 && gain < -priority - 1e-9 && queue.TryPeek(out _, out double next) && gain < -next)
                queue.Enqueue(pair, -gain);
            else if (Take(best, count))
            {
                Queue();
                Queue(pair);
            }
        }
    }

    /// <summary>What a pattern saves, used so often, with its noise.</summary>
    public double NoisyGain(TernaryPattern pattern, ReadOnlySpan<TernaryTerm> terms, int uses) => Noisy(pattern, Gain(terms, uses));

    private void Queue()
    {
        foreach (TernaryPattern pair in state.Counts.Risen)
            Queue(pair);
        state.Work += state.Counts.Risen.Count;
        state.Counts.Forget();
    }

    /// <summary>Puts a pair into the queue by what a triple of it and a term like it would save.</summary>
    private void Queue(TernaryPattern pair)
    {
        int count = state.Counts.Of(pair);
        if (count < 2)
            return;
        Span<TernaryTerm> terms = stackalloc TernaryTerm[3];
        Unpack(pair, terms);
        int width = Math.Max(state.Nodes.Width(terms[0].Node), state.Nodes.Width(terms[1].Node));
        double bound = Gain(terms[..2], count) + (count * Worth(width));
        if (bound > 0)
            queue.Enqueue(pair, -Noisy(pair, bound));
    }

    private static int Unpack(TernaryPattern pattern, Span<TernaryTerm> terms)
    {
        Span<int> packed = stackalloc int[3];
        int size = pattern.Unpack(packed);
        for (int k = 0; k < size; k++)
            terms[k] = TernaryRow.Unpack(packed[k]);
        return size;
    }

    /// <summary>Whether an adder may change the signs of all terms: one at least must stay that is not subtracted.</summary>
    private static bool Negates(ReadOnlySpan<TernaryTerm> terms)
    {
        foreach (TernaryTerm term in terms)
            if (term.Negate)
                return true;
        return false;
    }

    private bool Take(TernaryPattern pattern, int count)
    {
        Span<TernaryTerm> unpacked = stackalloc TernaryTerm[3];
        Span<int> packed = stackalloc int[3];
        ReadOnlySpan<TernaryTerm> terms = unpacked[..Unpack(pattern, unpacked)];
        pattern.Unpack(packed);
        packed = packed[..terms.Length];
        long added = TernaryState.Power(state.Nodes.DepthOf(terms));
        foreach (TernaryTerm term in terms)
            added -= TernaryState.Power(state.Nodes.Depth(term.Node));
        places.Clear();
        ReadOnlySpan<ulong> first = state.RowsOf(terms[0].Node),
            second = state.RowsOf(terms[1].Node),
            third = state.RowsOf(terms[^1].Node);
        for (int word = 0; word < first.Length; word++)
        for (ulong rows = first[word] & second[word] & third[word]; rows != 0; rows &= rows - 1)
            Find((word * 64) + System.Numerics.BitOperations.TrailingZeroCount(rows), packed, added);
        if (places.Count < 2)
            return false;
        if (places.Count < count)
        {
            // occurrences overlapped or would come too late: still the best only if it beats the next
            double gain = Noisy(pattern, Gain(terms, places.Count)),
                next = queue.TryPeek(out _, out double p) ? -p : 0;
            if (gain <= 0 || (Noise == 0 && gain < next - 3))
                return false;
        }
        AdderColumns columns = state.Nodes.Columns(terms);
        bool negated = columns.Negated < columns.AsIs && Negates(terms);
        Span<TernaryTerm> stored = stackalloc TernaryTerm[3];
        for (int k = 0; k < terms.Length; k++)
            stored[k] = terms[k] with { Negate = terms[k].Negate ^ negated };
        int node = state.Make(stored[..terms.Length]);
        int made = TernaryRow.Pack(new(node, 0, negated));
        foreach ((int row, int at) in places)
        {
            foreach (int term in packed)
                state.Remove(row, TernaryRow.Absolute(term, at));
            state.Add(row, TernaryRow.Absolute(made, at));
        }
        return true;
    }

    /// <summary>Places in a row that share no term and leave the row ready in time.</summary>
    private void Find(int row, ReadOnlySpan<int> terms, long added)
    {
        int node = TernaryRow.NodeOf(terms[0]);
        ReadOnlySpan<int> all = state.Part(row, node).Packed;
        long weight = state.Weight(row);
        if (all.Length < terms.Length || weight + added > state.LargestWeight(row))
            return;
        taken.Clear();
        foreach (int first in all)
        {
            if (TernaryRow.NodeOf(first) != node || taken.Contains(first))
                continue;
            bool found = true;
            for (int k = 1; k < terms.Length && found; k++)
            {
                int term = TernaryRow.Absolute(terms[k], first);
                found = all.Contains(term) && !taken.Contains(term);
            }
            if (!found || weight + added > state.LargestWeight(row))
                continue;
            weight += added;
            foreach (int term in terms)
                taken.Add(TernaryRow.Absolute(term, first));
            places.Add((row, first));
        }
        state.Work += all.Length;
    }

    private double Gain(ReadOnlySpan<TernaryTerm> terms, int uses)
    {
        (long low, long high) = state.Nodes.Sum(terms);
        double saved = -Worth(TernaryNodes.WidthOf(low, high));
        foreach (TernaryTerm term in terms)
            saved += Worth(state.Nodes.Width(term.Node));
        return (uses * saved) - state.Nodes.Columns(terms).Least;
    }

    private double Worth(int width) => Price * (width + Overhead);

    private double Noisy(TernaryPattern pattern, double gain)
    {
        if (Noise == 0)
            return gain;
        ulong h = (pattern.Key ^ Salt) * 0x9E3779B97F4A7C15;
        h = (h ^ h >> 32) * 0xD6E8FEB86659FD93;
        return gain * (1 + (Noise * ((h >> 40) * (1.0 / (1 << 24)))));
    }
}
