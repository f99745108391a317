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

    /// <summary>The tables of a circuit, those in memory blocks apart, in order of their first use.</summary>
    public static IEnumerable<KeyValuePair<(LookupTable Table, bool InBlock), ReachedEntries>> Of(Circuit circuit)
    {
        var order = new List<(LookupTable Table, bool InBlock)>();
        var reached = new Dictionary<(LookupTable, bool), Interval>();
        foreach (TableWord word in circuit.Words.OfType<TableWord>())
        {
            Interval range = circuit.Words[word.Input].Range;
            var key = (word.Table, word.InBlock);
            if (reached.TryGetValue(key, out Interval other))
                range = range.Union(other);
            else
                order.Add(key);
            reached[key] = range;
        }
        return order.Select(t => KeyValuePair.Create(t, new ReachedEntries(t.Table, reached[t])));
    }

    /// <summary>The entries as text, several to a line.</summary>
    /// <param name="text">An entry as text.</param>
    /// <param name="lastFirst">Whether the last entry comes first.</param>
    public IEnumerable<string> Lines(Func<long, string> text, bool lastFirst = false) =>
        (lastFirst ? Entries.Reverse() : Entries).Chunk(EntriesPerLine).Select(line => string.Join(", ", line.Select(text)));
}
