using FastAI.Compiler.Estimation;
using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Optimization;

/// <summary>
/// Halves tables of even functions and of those that are odd around a point (tanh; a sigmoid, 1 - s(x) = s(-x)), where every entry has the
/// symmetry: f(-x) = f(x), or f(-x) = K - f(x). The table then holds x from 0 on and reads |x|; for a negative x the result is taken from
/// K. A lowest x without a counterpart is read as its neighbour, where both have the same entry.
/// </summary>
/// <remarks>
/// Both negations are one LUT a bit with a carry chain each, which take time: only tables that shrink by more than that are folded.
/// </remarks>
public sealed class FoldTables : CircuitPass
{
    /// <summary>The least number of LUTs, and the share of the table, that must be saved.</summary>
    private const int LeastSaved = 8;
    private const double LeastShare = 0.15;

    public override bool Run(ref Circuit circuit)
    {
        if (!circuit.Words.Any(w => w is TableWord))
            return false;
        Circuit old = circuit;
        var known = new Dictionary<(LookupTable Table, Interval Range), Folded?>();
        bool changed = CircuitRewriter.Run(ref circuit, (b, map, i) =>
        {
            if (old.Words[i] is not TableWord word)
                return b.Copy(old.Words[i], map);
            Interval range = old.Words[word.Input].Range;
            if (!known.TryGetValue((word.Table, range), out Folded? folded))
                known.Add((word.Table, range), folded = Folded.Of(word.Table, range));
            return folded is not null && Saves(word.Table, folded, range)
                ? Lower(b, map[word.Input], folded, word.Memory)
                : b.Copy(word, map);
        });
        if (changed)
            circuit = StateRanges.Settle(circuit) ?? circuit;
        return changed;
    }

    private static bool Saves(LookupTable table, Folded folded, Interval range)
    {
        int before = TableCost.Luts(table),
            result = folded.Mirror is null ? 0 : folded.Results.Width;
        int saved = before - TableCost.Luts(folded.Table) - range.Width - result - (folded.JoinsLowest ? (range.Width + 3) / 5 + 1 : 0);
        return saved >= Math.Max(LeastSaved, LeastShare * before);
    }

    private static int Lower(CircuitBuilder b, int input, Folded folded, TableMemory? memory)
    {
        int x = input,
            negative = b.Less(input, b.Constant(0));
        if (folded.JoinsLowest)
        {
            // the lowest one is even: its neighbour differs in the last bit
            int lowest = b.Equal(input, b.Constant((long)b.RangeOf(input).Low));
            x = b.Add(b.ShiftRight(input, 1), 1, b.Or(b.Wrap(input, 1, false), lowest), 0);
        }
        // bits 101 and 001: the digits -1 and 1 of a row
        int sign = b.Join([b.Constant(1), b.Constant(0), negative], 5);
        int magnitude = b.Pass(b.ProductRow(b.Constant(0), x, sign, 0), BlockPart.None, new(0, folded.Table.Entries.Length - 1));
        int entry = b.Table(magnitude, folded.Table, memory);
        if (folded.Mirror is not { } mirror)
            return entry;
        return b.Pass(b.ProductRow(b.Mux(negative, b.Constant(mirror), b.Constant(0)), entry, sign, 0), BlockPart.None, folded.Results);
    }

    /// <summary>A table of the magnitude.</summary>
    /// <param name="Table">Entries from 0 on.</param>
    /// <param name="Mirror">What the result for a negative input is taken from; null when it is the entry.</param>
    /// <param name="JoinsLowest">Whether the lowest input is read as its neighbour.</param>
    /// <param name="Results">Interval of the results.</param>
    private sealed record Folded(LookupTable Table, long? Mirror, bool JoinsLowest, Interval Results)
    {
        /// <summary>The table folded at zero, if its entries allow it.</summary>
        public static Folded? Of(LookupTable table, Interval range)
        {
            if (range.Low >= -1 || range.High <= 0)
                return null;
            long low = (long)range.Low,
                high = (long)range.High;
            bool joins = low == -high - 1 && (low & 1) == 0 && table[low] == table[low + 1];
            if (joins)
                low++;
            long most = Math.Max(-low, high),
                both = Math.Min(-low, high),
                sum = checked(table[1] + table[-1]);
            bool even = true,
                odd = true;
            for (long i = 1; i <= both && (even || odd); i++)
            {
                even &= table[i] == table[-i];
                odd &= table[i] + table[-i] == sum;
            }
            if (!even && !odd)
                return null;
            long? mirror = even ? null : sum;
            var entries = new long[most + 1];
            for (long i = 0; i <= most; i++)
                entries[i] =
                    i <= high ? table[i]
                    : even ? table[-i]
                    : sum - table[-i];
            Interval all = new(entries.Min(), entries.Max()),
                results = new(table.Entries.Min(), table.Entries.Max());
            return new(new LookupTable(0, [.. entries], FixedFormat.ForInterval(all, 0)), mirror, joins, results);
        }
    }
}
