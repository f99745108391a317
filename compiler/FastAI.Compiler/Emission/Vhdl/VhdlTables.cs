using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>The tables of a circuit, each written once.</summary>
internal sealed class VhdlTables
{
    private const int EntriesPerLine = 16;
    private readonly Dictionary<LookupTable, VhdlTable> tables = [];

    public VhdlTables(Circuit circuit)
    {
        var reached = new Dictionary<LookupTable, Interval>();
        foreach (TableWord word in circuit.Words.OfType<TableWord>())
        {
            Interval range = circuit.Words[word.Input].Range;
            reached[word.Table] = reached.TryGetValue(word.Table, out Interval other) ? other.Union(range) : range;
        }
        foreach (var (table, range) in reached) tables.Add(table, Write("table_" + tables.Count.ToString(CultureInfo.InvariantCulture), table, range));
        All = [.. tables.Values];
    }

    /// <summary>The tables in order of their names.</summary>
    public ImmutableArray<VhdlTable> All { get; }

    public VhdlTable this[LookupTable table] => tables[table];

    private static VhdlTable Write(string name, LookupTable table, Interval reached)
    {
        ReadOnlySpan<long> entries = table.Entries.AsSpan().Slice((int)(reached.Low - table.First), (int)(reached.High - reached.Low) + 1);
        long low = entries[0], high = entries[0];
        foreach (long entry in entries) (low, high) = (Math.Min(low, entry), Math.Max(high, entry));
        var type = new VhdlType(new Interval(low, high));
        var lines = ImmutableArray.CreateBuilder<string>();
        for (int from = 0; from < entries.Length; from += EntriesPerLine)
        {
            string[] texts = [.. entries[from..Math.Min(from + EntriesPerLine, entries.Length)].ToArray().Select(Text)];
            // an aggregate of one element must name it
            lines.Add(entries.Length == 1 ? $"0 => {texts[0]}" : string.Join(", ", texts));
        }
        return new VhdlTable(name, (long)reached.Low, entries.Length - 1, type, lines.ToImmutable());

        string Text(long entry) => type.Kind == VhdlKind.Integer ? entry.ToString(CultureInfo.InvariantCulture) : VhdlOperand.Literal(entry).As(type);
    }
}
