using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission;

/// <summary>The entries of a look-up table that the words reading it can reach; no others are written.</summary>
internal sealed class ReachedEntries
{
    private const int EntriesPerLine = 16;

    private ReachedEntries(LookupTable table, Interval reached)
    {
        First = (long)reached.Low;
        Entries = [.. table.Entries.AsSpan().Slice((int)(reached.Low - table.First), (int)(reached.High - reached.Low) + 1)];
        Range = new Interval(Entries.Min(), Entries.Max());
    }

    /// <summary>Input mantissa of the first entry.</summary>
    public long First { get; }

    public long[] Entries { get; }

    /// <summary>Interval of the entries.</summary>
    public Interval Range { get; }

    /// <summary>The tables of a circuit in order of their first use.</summary>
    public static IEnumerable<KeyValuePair<LookupTable, ReachedEntries>> Of(Circuit circuit)
    {
        var order = new List<LookupTable>();
        var reached = new Dictionary<LookupTable, Interval>();
        foreach (TableWord word in circuit.Words.OfType<TableWord>())
        {
            Interval range = circuit.Words[word.Input].Range;
            if (reached.TryGetValue(word.Table, out Interval other))
                range = range.Union(other);
            else
                order.Add(word.Table);
            reached[word.Table] = range;
        }
        return order.Select(t => KeyValuePair.Create(t, new ReachedEntries(t, reached[t])));
    }

    /// <summary>The entries as text, several to a line.</summary>
    public IEnumerable<string> Lines(Func<long, string> text) =>
        Entries.Chunk(EntriesPerLine).Select(line => string.Join(", ", line.Select(text)));
}
