using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>The tables of a circuit, each written once.</summary>
internal sealed class VhdlTables
{
    private readonly Dictionary<(LookupTable, bool), VhdlTable> tables = [];

    public VhdlTables(Circuit circuit)
    {
        foreach (var (key, reached) in ReachedEntries.Of(circuit))
        {
            var type = new VhdlType(reached.Range);
            string[] lines =
            [
                .. reached.Lines(
                    entry =>
                        type.Kind == VhdlKind.Integer ? entry.ToString(CultureInfo.InvariantCulture) : VhdlOperand.Literal(entry).As(type),
                    lastFirst: true
                ),
            ];
            // an aggregate of one element must name it
            if (reached.Entries.Length == 1)
                lines[0] = "0 => " + lines[0];
            string name = "table_" + tables.Count.ToString(CultureInfo.InvariantCulture);
            tables.Add(key, new VhdlTable(name, reached.First, reached.Entries.Length - 1, type, key.InBlock, [.. lines]));
        }
        All = [.. tables.Values];
    }

    /// <summary>The tables in order of their names.</summary>
    public ImmutableArray<VhdlTable> All { get; }

    public VhdlTable this[TableWord word] => tables[(word.Table, word.InBlock)];
}
