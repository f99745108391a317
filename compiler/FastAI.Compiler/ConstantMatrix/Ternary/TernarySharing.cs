using System.Runtime.InteropServices;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>
/// Greedy sharing: the pair or triple of terms that saves most over all sums becomes a node, again and again. A term of w bits is worth
/// <c>Price * (w + Overhead)</c>, which is what it costs to add it in the end.
/// </summary>
internal sealed class TernarySharing
{
    /// <summary>Triples up to which they are looked at; their number grows with the third power of a sum's terms.</summary>
    private const long MaxTriples = 6_000_000;

    private readonly TernaryState state;
    private readonly double price;
    private readonly double overhead;
    private readonly bool triples;
    private readonly Dictionary<TernaryPattern, int> counts = [];
    private readonly PriorityQueue<TernaryPattern, double> queue = new();

    public TernarySharing(TernaryState state, double price, double overhead)
    {
        this.state = state;
        this.price = price;
        this.overhead = overhead;
        triples = state.Rows.Sum(r => (long)r.Count * r.Count * r.Count / 6) <= MaxTriples;
        foreach (List<TernaryTerm> row in state.Rows)
        {
            TernaryTerm[] terms = [.. row];
            row.Clear();
            foreach (TernaryTerm term in terms) Insert(row, term);
        }
    }

    public void Run(CancellationToken cancellation)
    {
        Span<TernaryTerm> terms = stackalloc TernaryTerm[3];
        while (queue.TryDequeue(out TernaryPattern pattern, out double priority))
        {
            if (state.Nodes.Count + state.Rows.Length > TernaryPattern.MaxNodes / 2) return;
            cancellation.ThrowIfCancellationRequested();
            int count = counts[pattern], size = pattern.Unpack(terms);
            double gain = count < 2 ? 0 : Gain(terms[..size], count);
            if (gain <= 0 || gain > -priority + 1e-9) continue; // gone, or in the queue again with more
            if (gain < -priority - 1e-9)
            {
                queue.Enqueue(pattern, -gain);
                continue;
            }
            Take(pattern, terms[..size], count);
        }
    }

    private void Take(TernaryPattern pattern, ReadOnlySpan<TernaryTerm> terms, int count)
    {
        int depth = state.DepthOf(terms);
        var uses = new List<(List<TernaryTerm> Row, TernaryTerm[] Terms)>();
        foreach (List<TernaryTerm> row in state.Rows) Find(row, terms, depth, uses);
        if (uses.Count < 2) return;
        if (uses.Count < count)
        {
            // occurrences overlapped or would come too late: still the best only if it beats the next
            double gain = Gain(terms, uses.Count), next = queue.TryPeek(out _, out double p) ? -p : 0;
            if (gain <= 0 || gain < next - 3) return;
        }
        int node = state.Add(terms.ToArray());
        foreach (var (row, found) in uses)
        {
            foreach (TernaryTerm term in found)
            {
                row.Remove(term);
                Count(row, term, -1);
            }
            Insert(row, new(node, found[0].Shift, found[0].Negate));
        }
    }

    /// <summary>Places in a row that share no term and leave the row ready in time.</summary>
    private void Find(List<TernaryTerm> row, ReadOnlySpan<TernaryTerm> terms, int depth, List<(List<TernaryTerm> Row, TernaryTerm[] Terms)> uses)
    {
        var taken = new HashSet<TernaryTerm>();
        double weight = -1;
        foreach (TernaryTerm first in row)
        {
            if (first.Node != terms[0].Node || taken.Contains(first)) continue;
            var found = new TernaryTerm[terms.Length];
            bool all = true;
            for (int k = 0; k < terms.Length && all; k++)
            {
                found[k] = new(terms[k].Node, first.Shift + terms[k].Shift, first.Negate ^ terms[k].Negate);
                all = !taken.Contains(found[k]) && row.Contains(found[k]) && Array.IndexOf(found, found[k], 0, k) < 0;
            }
            if (!all) continue;
            if (weight < 0) weight = state.Weight(row);
            double after = weight + Math.Pow(3, depth) - state.Weight(found);
            if (after > state.LargestWeight) continue;
            weight = after;
            taken.UnionWith(found);
            uses.Add((row, found));
        }
    }

    private void Insert(List<TernaryTerm> row, TernaryTerm term)
    {
        Count(row, term, 1);
        row.Add(term);
    }

    /// <summary>Counts the patterns that <paramref name="term"/> makes with the terms of the row, which it is not among.</summary>
    private void Count(List<TernaryTerm> row, TernaryTerm term, int change)
    {
        for (int i = 0; i < row.Count; i++)
        {
            if (TernaryPattern.Of(row[i], term) is { } pair) Change(pair, change);
            if (!triples) continue;
            for (int j = i + 1; j < row.Count; j++)
                if (TernaryPattern.Of(row[i], row[j], term) is { } triple) Change(triple, change);
        }
    }

    private void Change(TernaryPattern pattern, int change)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, pattern, out _);
        count += change;
        if (change < 0 || count < 2) return;
        Span<TernaryTerm> terms = stackalloc TernaryTerm[3];
        double gain = Gain(terms[..pattern.Unpack(terms)], count);
        if (gain > 0) queue.Enqueue(pattern, -gain);
    }

    private double Gain(ReadOnlySpan<TernaryTerm> terms, int uses)
    {
        Interval sum = state.Sum(terms);
        double saved = -Worth(sum.Width);
        foreach (TernaryTerm term in terms) saved += Worth(state.Range(term.Node).Width);
        return (uses * saved) - state.Cost(terms, sum);
    }

    private double Worth(int width) => price * (width + overhead);
}
