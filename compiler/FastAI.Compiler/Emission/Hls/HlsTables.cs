using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>The tables of a circuit, each written once.</summary>
internal sealed class HlsTables
{
    private readonly Dictionary<(LookupTable, bool), HlsTable> tables = [];

    public HlsTables(Circuit circuit)
    {
        foreach (var (key, reached) in ReachedEntries.Of(circuit))
        {
            ReadOnlySpan<long> entries = reached.Entries;
            string type = (reached.Range.Width + (reached.Range.Low < 0 ? 0 : 1)) switch
            {
                <= 8 => "signed char",
                <= 16 => "short",
                <= 32 => "int",
                _ => "long long",
            };
            string name = "table_" + tables.Count.ToString(CultureInfo.InvariantCulture);
            tables.Add(key, new HlsTable(name, reached.First, entries.Length, type, [.. reached.Lines(HlsOperand.Literal)], key.InBlock));
        }
        All = [.. tables.Values];
    }

    /// <summary>The tables in order of their names.</summary>
    public ImmutableArray<HlsTable> All { get; }

    public HlsTable this[TableWord word] => tables[(word.Table, word.InBlock)];
}
