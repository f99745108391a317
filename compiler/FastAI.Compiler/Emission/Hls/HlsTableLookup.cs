using System.Numerics;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>Reads of constant arrays. The index is exact modulo 2^K of its K bits because it lies inside the array.</summary>
internal sealed class HlsTableLookup : HlsWordRenderer<TableWord>
{
    protected override string Expression(TableWord word, ReadOnlySpan<HlsOperand> operands, HlsType type, HlsTables tables)
    {
        HlsTable table = tables[word];
        var index = new HlsType(false, Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)table.Count - 1)));
        long first = table.First & ((1L << index.Width) - 1);
        string value = operands[0].As(index);
        return $"{table.Name}[{(first == 0 ? value : $"{index.Name}({value} - {index.Name}({HlsOperand.Literal(first)}))")}.to_uint()]";
    }
}
