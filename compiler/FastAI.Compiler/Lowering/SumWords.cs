using FastAI.Compiler.Netlist;

namespace FastAI.Compiler.Lowering;

/// <summary>The sum of many words.</summary>
internal static class SumWords
{
    /// <summary>Adds neighbours in the order of their widths, round by round: the least depth, and adders no wider than their operands make them.</summary>
    public static int Balanced(CircuitBuilder b, IReadOnlyList<int> words)
    {
        if (words.Count == 0) return b.Constant(0);
        List<int> open = [.. words];
        while (open.Count > 1)
        {
            open = [.. open.OrderBy(w => b.RangeOf(w).Width).ThenBy(w => w)];
            var next = new List<int>((open.Count + 1) / 2);
            // What is left over is the widest, whose carry chain is the longest.
            for (int i = 0; i + 1 < open.Count; i += 2) next.Add(b.Add(open[i], 0, open[i + 1], 0));
            if (open.Count % 2 == 1) next.Add(open[^1]);
            open = next;
        }
        return open[0];
    }
}
