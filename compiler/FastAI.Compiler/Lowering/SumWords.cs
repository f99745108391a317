using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Lowering;

/// <summary>The sum of many words.</summary>
internal static class SumWords
{
    /// <summary>Adds neighbours in the order of their widths, round by round: the least depth, and adders no wider
    /// than their operands make them.</summary>
    public static int Balanced(CircuitBuilder b, IReadOnlyList<int> words)
    {
        if (words.Count == 0)
            return b.Constant(0);
        List<int> open = [.. words];
        while (open.Count > 1)
        {
            open = [.. open.OrderBy(w => b.RangeOf(w).Width).ThenBy(w => w)];
            var next = new List<int>((open.Count + 1) / 2);
            // What is left over is the widest, whose carry chain is the longest.
            for (int i = 0; i + 1 < open.Count; i += 2)
                next.Add(b.Add(open[i], 0, open[i + 1], 0));
            if (open.Count % 2 == 1)
                next.Add(open[^1]);
            open = next;
        }
        return open[0];
    }

    /// <summary>
    /// Adds three at a time in the order of their widths, round by round. The last adder has two operands and room for the constant; to
    /// that end an odd number of words is made even by one adder of two at the start.
    /// </summary>
    public static int Ternary(CircuitBuilder b, IReadOnlyList<int> words, long constant)
    {
        List<int> open = Narrowest(b, words);
        if (open.Count == 0)
            return b.Constant(constant);
        if (constant != 0 && open.Count > 2 && open.Count % 2 == 1)
            open = Narrowest(b, [b.Add(open[0], 0, open[1], 0), .. open[2..]]);
        while (open.Count > 2)
        {
            int threes = open.Count / 3;
            // what is left over is the widest
            List<int> next = open[(3 * threes)..];
            for (int i = 0; i < threes; i++)
                next.Add(b.Sum(Term(open[3 * i]), Term(open[3 * i + 1]), Term(open[3 * i + 2])));
            open = Narrowest(b, next);
        }
        return open.Count == 2
            ? b.Sum(Term(open[0]), Term(open[1]), Term(b.Constant(0)), constant)
            : b.Add(open[0], 0, b.Constant(constant), 0);
    }

    private static List<int> Narrowest(CircuitBuilder b, IEnumerable<int> words) =>
        [.. words.OrderBy(w => b.RangeOf(w).Width).ThenBy(w => w)];

    private static SumTerm Term(int word) => new(word, 0, false);
}
