using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Weights that a table gives by the phase of an event, bit by bit: a bit that several weights have in common is made once, and one that is
/// the same in all phases is a constant.
/// </summary>
internal static class WeightBits
{
    /// <summary>The table of a word that is a weight in each phase; null for other words.</summary>
    public static TableWord? TableOf(CircuitBuilder b, int word) =>
        b.Words[word] is TableWord { InBlock: false } table && b.Words[table.Input] is PhaseWord ? table : null;

    /// <summary>The weight, made of its bits.</summary>
    public static int Whole(CircuitBuilder b, TableWord table)
    {
        var bits = new int[table.Width];
        for (int k = 0; k < bits.Length; k++)
            bits[k] = Bit(b, table, k);
        int joined = b.Join(bits, (long)WordTyping.WrapAll(bits.Length, false).High);
        return b.Pass(b.Wrap(joined, bits.Length, table.IsSigned), BlockPart.None, table.Range);
    }

    /// <summary>
    /// Three neighbouring bits for a row of a product, each behind a register: without it synthesis puts the tables of the phase into those
    /// of the row, of which each takes six inputs already.
    /// </summary>
    /// <param name="b">Gets the words.</param>
    /// <param name="table">The weight.</param>
    /// <param name="lowest">Number of the lowest bit; one below zero is 0.</param>
    public static int Digit(CircuitBuilder b, TableWord table, int lowest)
    {
        Span<int> bits = stackalloc int[3];
        for (int k = 0; k < bits.Length; k++)
            bits[k] = lowest + k < 0 ? b.Constant(0) : b.Pass(Bit(b, table, lowest + k), BlockPart.Register, new(0, 1));
        return b.Join(bits, 7);
    }

    private static int Bit(CircuitBuilder b, TableWord table, int position)
    {
        int phase = table.Input,
            width = b.Words[phase].Width;
        long Entry(int p) => table.Table.Entries[Math.Min(p, table.Table.Entries.Length - 1)] >> Math.Min(position, 63) & 1;
        if (width is 1 or > TruthTable.MaxInputs)
        {
            long[] entries = [.. Enumerable.Range(0, (int)b.Words[phase].Range.High + 1).Select(Entry)];
            return b.Table(phase, new LookupTable(0, [.. entries], new FixedFormat(false, 1, 1)));
        }
        Span<int> address = stackalloc int[width];
        for (int k = 0; k < width; k++)
            address[k] = b.Wrap(b.ShiftRight(phase, k), 1, false);
        return b.Lut(address, TruthTable.Of(width, row => Entry(row) == 1));
    }
}
