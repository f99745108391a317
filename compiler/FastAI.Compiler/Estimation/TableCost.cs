using System.Runtime.CompilerServices;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Estimation;

/// <summary>
/// LUTs of a look-up table by its structure. For each bit of the result, the functions of the low six address bits are a LUT each, once for
/// all bits that need the same; the multiplexers beside the LUTs (MUXF7, MUXF8) choose by the next two bits, and a LUT by each one beyond.
/// What is constant, the address bit itself, or the same for both values of a bit costs nothing there.
/// </summary>
public static class TableCost
{
    private const int LeafBits = 6;
    private const int FreeBits = 8;

    /// <summary>A table of so many is chosen by MUXF9 (AMD UG574); for longer ones open synthesis takes LUTs instead.</summary>
    private const int NineBits = 9;
    private static readonly ConditionalWeakTable<LookupTable, StrongBox<int>> Known = [];

    /// <summary>The columns of the six address bits of a LUT.</summary>
    private static readonly ulong[] Inputs =
    [
        0xAAAAAAAAAAAAAAAA,
        0xCCCCCCCCCCCCCCCC,
        0xF0F0F0F0F0F0F0F0,
        0xFF00FF00FF00FF00,
        0xFFFF0000FFFF0000,
        0xFFFFFFFF00000000,
    ];

    /// <summary>LUTs of a table whose address is the low bits of the mantissa.</summary>
    public static int Luts(LookupTable table) => Known.GetValue(table, t => new(Count(t))).Value;

    private static int Count(LookupTable table)
    {
        ReadOnlySpan<long> entries = table.Entries.AsSpan();
        long last = table.First + entries.Length - 1,
            differs = 0;
        foreach (long entry in entries)
            differs |= entry ^ entries[0];
        int width = new Interval(table.Entries.Min(), table.Entries.Max()).Width;
        int address = Math.Max(LeafBits, Math.Max(Bits(table.First), Bits(last)) + (table.First < 0 ? 1 : 0));
        // addresses far from zero: their low bits tell them apart all the same
        while (address > LeafBits && 1L << (address - 1) >= entries.Length)
            address--;
        var luts = new HashSet<ulong>();
        var choices = new HashSet<(int, int)>();
        int deep = 0;
        // above the sign bit stand copies of it
        for (int bit = 0; bit < width; bit++)
        {
            if ((differs >> bit & 1) == 0)
                continue;
            var leaves = new ulong[1 << (address - LeafBits)];
            for (int i = 0; i < entries.Length; i++)
            {
                long place = (table.First + i) & ((1L << address) - 1);
                leaves[place >> LeafBits] |= (ulong)(entries[i] >> bit & 1) << (int)(place & 63);
            }
            // numbers of distinct functions, level by level
            int[] level = new int[leaves.Length];
            for (int k = 0; k < leaves.Length; k++)
            {
                if (!IsWire(leaves[k]))
                    luts.Add(leaves[k]);
                level[k] = Array.IndexOf(leaves, leaves[k]);
            }
            for (int bits = LeafBits + 1; level.Length > 1; bits++)
            {
                choices.Clear();
                var next = new int[level.Length / 2];
                var numbers = new Dictionary<(int, int), int>();
                for (int k = 0; k < next.Length; k++)
                {
                    (int low, int high) = (level[2 * k], level[(2 * k) + 1]);
                    if (low != high)
                        choices.Add((low, high));
                    if (!numbers.TryGetValue((low, high), out int number))
                        numbers.Add((low, high), number = numbers.Count);
                    next[k] = number;
                }
                if (bits > FreeBits && address > NineBits)
                    deep += choices.Count;
                level = next;
            }
        }
        return luts.Count + deep;
    }

    private static bool IsWire(ulong function) => function is 0 or ulong.MaxValue || Array.IndexOf(Inputs, function) >= 0;

    private static int Bits(long value) => 64 - (int)long.LeadingZeroCount(value < 0 ? ~value : value);
}
