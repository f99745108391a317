using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Makes tables smaller: entries that cannot be reached are dropped, zeros that all entries end with are appended afterwards, low address
/// bits that no entry depends on are not read, and a table that only adds a constant, or subtracts from one, becomes an adder.
/// </summary>
public sealed class MinimizeTables : CircuitPass
{
    public override bool Run(ref Circuit circuit)
    {
        Circuit old = circuit;
        var made = new Dictionary<(LookupTable Table, Interval Range), LookupTable>();
        return CircuitRewriter.Run(ref circuit, (b, map, i) =>
            old.Words[i] is TableWord word
                ? Lower(b, map[word.Input], Reached(word.Table, old.Words[word.Input].Range, made), word.Memory)
                : b.Copy(old.Words[i], map)
        );
    }

    private static LookupTable Reached(LookupTable table, Interval range, Dictionary<(LookupTable, Interval), LookupTable> made)
    {
        if (made.TryGetValue((table, range), out LookupTable? known))
            return known;
        long first = (long)Int128.Max(range.Low, table.First),
            last = (long)Int128.Min(range.High, table.First + table.Entries.Length - 1);
        var entries = table.Entries.AsSpan().Slice((int)(first - table.First), (int)(last - first) + 1);
        return made[(table, range)] = Make(first, entries);
    }

    private static int Lower(CircuitBuilder b, int input, LookupTable table, TableMemory? memory)
    {
        var entries = table.Entries.AsSpan();
        if (entries.Length > 1 && Slope(entries) is { } slope)
        {
            long offset = entries[0] - slope * table.First;
            return slope == 1 ? b.AddConstant(input, offset) : b.Subtract(b.Constant(offset), input);
        }
        long all = 0;
        foreach (long entry in entries)
            all |= entry;
        int zeros = all == 0 ? 0 : (int)long.TrailingZeroCount(all);
        if (zeros > 0)
            return b.ShiftLeft(Lower(b, input, Make(table.First, [.. table.Entries.Select(e => e >> zeros)]), memory), zeros);
        if (Halved(table) is { } half)
            return Lower(b, b.ShiftRight(input, 1), half, memory);
        return b.Table(input, table, memory);
    }

    /// <summary>1 or -1 when each entry differs from the one before by that.</summary>
    private static long? Slope(ReadOnlySpan<long> entries)
    {
        long slope = entries[1] - entries[0];
        if (slope is not (1 or -1))
            return null;
        for (int i = 2; i < entries.Length; i++)
            if (entries[i] - entries[i - 1] != slope)
                return null;
        return slope;
    }

    /// <summary>The table of half the mantissa, if the last bit of the mantissa does not matter.</summary>
    private static LookupTable? Halved(LookupTable table)
    {
        if (table.Entries.Length < 2)
            return null;
        for (int i = 1; i < table.Entries.Length; i++)
            if (((table.First + i) & 1) == 1 && table.Entries[i] != table.Entries[i - 1])
                return null;
        long first = table.First >> 1,
            last = (table.First + table.Entries.Length - 1) >> 1;
        if (last - first + 1 == table.Entries.Length)
            return null;
        var entries = new long[last - first + 1];
        for (int i = 0; i < table.Entries.Length; i++)
            entries[((table.First + i) >> 1) - first] = table.Entries[i];
        return Make(first, entries);
    }

    private static LookupTable Make(long first, ReadOnlySpan<long> entries)
    {
        long low = entries[0],
            high = low;
        foreach (long entry in entries)
            (low, high) = (Math.Min(low, entry), Math.Max(high, entry));
        return new LookupTable(first, [.. entries], FixedFormat.ForInterval(new(low, high), 0));
    }
}
