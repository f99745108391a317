using FastAI.Compiler.Estimation;
using FastAI.Compiler.Netlist;
using FastAI.Compiler.Scheduling;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Puts tables into memory blocks, whose read ends in a register of their own: what reads the result stands in a later stage, behind
/// <see cref="BlockPart.Memory"/>. The address is the mantissa's low bits, so that no adder stands in front of it, where that takes no more
/// blocks.
/// </summary>
/// <param name="model">The device.</param>
/// <param name="inBlock">The tables that go into blocks.</param>
public sealed class PlaceTables(DelayModel model, Func<TableWord, bool> inBlock) : CircuitPass
{
    /// <summary>
    /// LUTs that a memory block of the smallest kind counts as. Devices have 270 LUTs a block (AMD VU9P: 1,182 k and 4,320); as with
    /// <see cref="MultiplierCost.BlockInLuts"/>, most lie idle, and the way to a block's column takes wires.
    /// </summary>
    public const int BlockInLuts = 60;

    /// <summary>LUTs that a table saves in a block, above what the blocks count as.</summary>
    public static int Saving(DelayModel model, TableWord word) =>
        TableCost.Luts(word.Table) - (BlockInLuts * model.MemoryBlocks(word.Table.Entries.Length, word.Width));

    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit;
        bool[] read = ReadByWords(old);
        return CircuitRewriter.Run(ref circuit, (b, map, i) =>
        {
            if (old.Words[i] is not TableWord { InBlock: false } word || !inBlock(word))
                return b.Copy(old.Words[i], map);
            int table = Place(b, map[word.Input], word);
            return read[i] ? b.Pass(table, BlockPart.Memory, b.RangeOf(table)) : table;
        });
    }

    private int Place(CircuitBuilder b, int input, TableWord word)
    {
        LookupTable table = word.Table;
        Word address = b.Words[input];
        int width = address.Width,
            bits = word.Width;
        if (1L << width > LookupTable.MaxEntries || model.MemoryBlocks(1 << width, bits) > model.MemoryBlocks(table.Entries.Length, bits))
            return b.Table(input, table, word.Memory, true);
        var entries = new long[1 << width];
        Array.Fill(entries, table.Entries[0]);
        for (long value = (long)address.Range.Low; value <= address.Range.High; value++)
            entries[value & (entries.Length - 1)] = table[value];
        return b.Table(b.Wrap(input, width, false), new LookupTable(0, [.. entries], table.Format), word.Memory, true);
    }

    /// <summary>For each word whether anything but outputs reads it.</summary>
    private static bool[] ReadByWords(Circuit circuit)
    {
        var read = new bool[circuit.Words.Length];
        foreach (Word word in circuit.Words)
            for (int k = 0; k < word.OperandCount; k++)
                read[word.Operand(k)] = true;
        foreach (CircuitState state in circuit.States)
            read[state.Next] = true;
        return read;
    }
}
