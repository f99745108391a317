using System.Runtime.InteropServices;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>How often each pair and triple of terms stands in the rows, up to a common shift and sign.</summary>
internal sealed class PatternCounts
{
    /// <summary>Triples of all rows up to which they are looked at; their number grows with the third power of a row's terms.</summary>
    private const long MaxTriples = 6_000_000;

    private readonly TernaryState state;
    private readonly Dictionary<TernaryPattern, int> counts = [];

    public PatternCounts(TernaryState state) => this.state = state;

    /// <summary>Patterns that have become more frequent and stand at least twice; some of them several times.</summary>
    public List<TernaryPattern> Risen { get; } = [];

    /// <summary>Patterns that stand in rows, which is what takes memory.</summary>
    public int Held => counts.Count;

    /// <summary>Whether triples are counted too.</summary>
    public bool Triples { get; set; } = true;

    /// <summary>Whether triples of rows with so many terms are not too many.</summary>
    public static bool Fits(IEnumerable<long> terms) => terms.Sum(n => n * n * n / 6) <= MaxTriples;

    /// <summary>How often a pattern stands in rows; places may overlap.</summary>
    public int Of(TernaryPattern pattern) => counts.GetValueOrDefault(pattern);

    /// <summary>Counts the patterns that <paramref name="term"/> makes with the terms of the row, which it is not among.</summary>
    public void Count(List<TernaryTerm> row, TernaryTerm term, int change)
    {
        ReadOnlySpan<TernaryTerm> terms = CollectionsMarshal.AsSpan(row);
        int group = state.Nodes.Group(term.Node);
        for (int i = 0; i < terms.Length; i++)
        {
            if (state.Nodes.Group(terms[i].Node) != group)
                continue;
            if (TernaryPattern.Of(terms[i], term) is { } pair)
                Change(pair, change);
            if (!Triples)
                continue;
            for (int j = i + 1; j < terms.Length; j++)
                if (state.Nodes.Group(terms[j].Node) == group && TernaryPattern.Of(terms[i], terms[j], term) is { } triple)
                    Change(triple, change);
        }
        state.Work += Triples ? terms.Length * (terms.Length + 1) / 2 : terms.Length;
    }

    private void Change(TernaryPattern pattern, int change)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, pattern, out _);
        count += change;
        if (count == 0)
            counts.Remove(pattern);
        else if (change > 0 && count >= 2)
            Risen.Add(pattern);
    }
}
