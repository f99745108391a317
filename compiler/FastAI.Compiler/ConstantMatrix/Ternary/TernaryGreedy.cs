using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Greedy sharing: the pair or triple of terms that saves most over all rows becomes a node, again and again. A term of w bits is worth
/// <c>Price * (w + Overhead)</c>, which is about what it costs to add it in the end.
/// </summary>
internal sealed class TernaryGreedy(TernaryState state)
{
    private readonly PriorityQueue<TernaryPattern, double> queue = new();
    private readonly List<(int Row, TernaryTerm First)> places = [];
    private readonly List<TernaryTerm> taken = [];

    public double Price { get; set; } = 0.55;

    public double Overhead { get; set; } = 2;

    /// <summary>Gains are multiplied by 1 + Noise x, x uniform in [0, 1) and drawn for each pattern.</summary>
    public double Noise { get; set; }

    /// <summary>Changes the noise of all patterns.</summary>
    public ulong Salt { get; set; }

    /// <summary>Looks at the patterns that have risen since the last run, until none of them saves anything.</summary>
    public void Run(CancellationToken cancellation = default)
    {
        Span<TernaryTerm> terms = stackalloc TernaryTerm[3];
        queue.Clear();
        Queue();
        while (queue.TryDequeue(out TernaryPattern pattern, out double priority))
        {
            if (state.Nodes.Count + state.Rows.Length > TernaryPattern.MaxNodes / 2)
                return;
            cancellation.ThrowIfCancellationRequested();
            int count = state.Counts.Of(pattern),
                size = pattern.Unpack(terms);
            double gain = count < 2 ? 0 : Noisy(pattern, Gain(terms[..size], count));
            if (gain <= 0 || gain > -priority + 1e-9)
                continue; // gone, or in the queue again with more
            if (gain < -priority - 1e-9)
                queue.Enqueue(pattern, -gain);
            else if (Take(pattern, terms[..size], count))
                Queue();
        }
    }

    private void Queue()
    {
        Span<TernaryTerm> terms = stackalloc TernaryTerm[3];
        foreach (TernaryPattern pattern in state.Counts.Risen)
        {
            int count = state.Counts.Of(pattern);
            if (count < 2)
                continue;
            double gain = Gain(terms[..pattern.Unpack(terms)], count);
            if (gain > 0)
                queue.Enqueue(pattern, -Noisy(pattern, gain));
        }
        state.Work += state.Counts.Risen.Count;
        state.Counts.Risen.Clear();
    }

    /// <summary>Whether an adder may change the signs of all terms: one at least must stay that is not subtracted.</summary>
    private static bool Negates(ReadOnlySpan<TernaryTerm> terms)
    {
        foreach (TernaryTerm term in terms)
            if (term.Negate)
                return true;
        return false;
    }

    private bool Take(TernaryPattern pattern, ReadOnlySpan<TernaryTerm> terms, int count)
    {
        long added = TernaryState.Power(state.Nodes.DepthOf(terms));
        foreach (TernaryTerm term in terms)
            added -= TernaryState.Power(state.Nodes.Depth(term.Node));
        places.Clear();
        for (int row = 0; row < state.Rows.Length; row++)
            Find(row, terms, added);
        if (places.Count < 2)
            return false;
        if (places.Count < count)
        {
            // occurrences overlapped or would come too late: still the best only if it beats the next
            double gain = Noisy(pattern, Gain(terms, places.Count)),
                next = queue.TryPeek(out _, out double p) ? -p : 0;
            if (gain <= 0 || gain < next - 3)
                return false;
        }
        AdderColumns columns = state.Nodes.Columns(terms);
        bool negated = columns.Negated < columns.AsIs && Negates(terms);
        Span<TernaryTerm> stored = stackalloc TernaryTerm[3];
        for (int k = 0; k < terms.Length; k++)
            stored[k] = terms[k] with { Negate = terms[k].Negate ^ negated };
        int node = state.Make(stored[..terms.Length]);
        foreach ((int row, TernaryTerm first) in places)
        {
            foreach (TernaryTerm term in terms)
                state.Remove(row, term.Of(first));
            state.Add(row, new(node, first.Shift, first.Negate ^ negated));
        }
        return true;
    }

    /// <summary>Places in a row that share no term and leave the row ready in time.</summary>
    private void Find(int row, ReadOnlySpan<TernaryTerm> terms, long added)
    {
        ReadOnlySpan<TernaryTerm> all = CollectionsMarshal.AsSpan(state.Rows[row]);
        if (all.Length < terms.Length || state.Weight(row) + added > state.LargestWeight(row))
            return;
        long weight = state.Weight(row);
        taken.Clear();
        foreach (TernaryTerm first in all)
        {
            if (first.Node != terms[0].Node || taken.Contains(first))
                continue;
            bool found = true;
            for (int k = 1; k < terms.Length && found; k++)
            {
                TernaryTerm term = terms[k].Of(first);
                found = all.IndexOf(term) >= 0 && !taken.Contains(term);
            }
            if (!found || weight + added > state.LargestWeight(row))
                continue;
            weight += added;
            for (int k = 0; k < terms.Length; k++)
                taken.Add(terms[k].Of(first));
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
