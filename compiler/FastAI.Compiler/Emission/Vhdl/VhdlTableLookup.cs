using System.Globalization;
using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Emission.Vhdl;

/// <summary>Reads of constant arrays.</summary>
internal sealed class VhdlTableLookup : VhdlWordRenderer<TableWord>
{
    protected override string Expression(TableWord word, ReadOnlySpan<VhdlOperand> operands, VhdlType type, VhdlScope scope)
    {
        VhdlOperand input = operands[0];
        VhdlTable table = scope.Tables[word];
        string index = Index(input, table);
        // on its way a signal may point beyond the table
        if (scope.Signals)
            index = string.Create(CultureInfo.InvariantCulture, $"reached({index}, {table.Last})");
        return new VhdlOperand($"{table.Name}({index})", table.Type.Range, null).As(type);
    }

    private static string Index(VhdlOperand input, VhdlTable table)
    {
        if (input.IsInteger)
        {
            if (table.First == 0)
                return input.AsInteger();
            return table.First > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{input.AsInteger()} - {table.First}")
                : string.Create(CultureInfo.InvariantCulture, $"{input.AsInteger()} + {-table.First}");
        }
        // the difference is at most 2^20: its low bits are all of it
        const int IndexBits = 22;
        int width = Math.Max(input.SignedWidth, IndexBits);
        string difference = $"{input.AsVector(width)} - {VhdlOperand.Literal(table.First).AsVector(width)}";
        return string.Create(CultureInfo.InvariantCulture, $"to_integer(low_bits({difference}, {IndexBits}))");
    }
}
