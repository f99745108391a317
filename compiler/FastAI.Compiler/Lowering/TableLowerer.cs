using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>A look-up for each element.</summary>
internal sealed class TableLowerer : NodeLowerer<TableNode>
{
    protected override int[] Lower(TableNode node, LoweringContext context)
    {
        var result = new int[node.Type.Count];
        for (int i = 0; i < result.Length; i++)
        {
            int input = context[node.Input][i];
            Interval type = context.TypeOf(node.Input)[i].Range;
            // the word's interval is derived apart from the tensor's; entries in between are never read
            if (!type.Contains(context.Builder.RangeOf(input))) input = context.Builder.Wrap(input, type.Width, type.Low < 0);
            result[i] = context.Builder.Table(input, Covering(node.Tables[node.TableOf[i]], context.Builder.RangeOf(input)));
        }
        return result;
    }

    private static LookupTable Covering(LookupTable table, Interval range)
    {
        long first = (long)Int128.Min(range.Low, table.First), last = (long)Int128.Max(range.High, table.First + table.Entries.Length - 1);
        if (first == table.First && last - first + 1 == table.Entries.Length) return table;
        var entries = ImmutableArray.CreateBuilder<long>();
        for (long m = first; m <= last; m++) entries.Add(table.Entries[(int)Math.Clamp(m - table.First, 0, table.Entries.Length - 1)]);
        return new LookupTable(first, entries.ToImmutable(), table.Format);
    }
}
