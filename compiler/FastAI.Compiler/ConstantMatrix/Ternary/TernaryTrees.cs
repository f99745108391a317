using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary>Adds up what is left of each sum, every time the terms whose adder is cheapest for the bits that it takes away.</summary>
internal static class TernaryTrees
{
    /// <summary>Terms among which the next adder's are looked for: those that end lowest.</summary>
    private const int Window = 16;

    private static readonly double[] Prices = [0.2, 0.4, 0.6, 0.8, 1.0];

    public static void Build(TernaryState state, CancellationToken cancellation)
    {
        foreach (List<TernaryTerm> row in state.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            (long Cost, double Price, bool PairFirst) best = (long.MaxValue, 0, false);
            int mark = state.Nodes.Count;
            foreach (double price in Prices)
            {
                for (int order = 0; order < (row.Count % 2 == 0 ? 2 : 1); order++)
                {
                    long cost = Join(state, [.. row], price, order == 1).Cost;
                    state.Truncate(mark);
                    if (cost < best.Cost) best = (cost, price, order == 1);
                }
            }
            List<TernaryTerm> sum = Join(state, [.. row], best.Price, best.PairFirst).Terms;
            row.Clear();
            row.AddRange(sum);
        }
    }

    private static (List<TernaryTerm> Terms, long Cost) Join(TernaryState state, List<TernaryTerm> terms, double price, bool pairFirst)
    {
        long total = 0;
        while (terms.Count > 1)
        {
            terms.Sort((a, b) => (state.Range(a.Node).Width + a.Shift, a).CompareTo((state.Range(b.Node).Width + b.Shift, b)));
            bool pair = terms.Count == 2 || (pairFirst && terms.Count % 2 == 0);
            int[] chosen = Best(state, terms, price, pair, Window) ?? Best(state, terms, price, pair, terms.Count)
                ?? Best(state, terms, price, true, terms.Count) ?? throw new InvalidOperationException("no adder meets the depth limit");
            TernaryTerm[] operands = [.. chosen.Select(i => terms[i])];
            bool root = chosen.Length == terms.Count;
            Array.Sort(operands);
            int shift = operands[0].Shift;
            // an intermediate's sign is free: its finest operand is not subtracted; the root's is not, unless it would subtract all
            bool negate = root ? operands.All(t => t.Negate) : operands[0].Negate;
            for (int k = 0; k < operands.Length; k++) operands[k] = operands[k] with { Shift = operands[k].Shift - shift, Negate = operands[k].Negate ^ negate };
            total += state.Cost(operands, state.Sum(operands));
            foreach (int i in chosen.OrderDescending()) terms.RemoveAt(i);
            terms.Add(new(state.Add(operands), shift, negate));
        }
        return (terms, total);
    }

    private static int[]? Best(TernaryState state, List<TernaryTerm> terms, double price, bool pair, int window)
    {
        int count = Math.Min(terms.Count, window);
        double weight = state.Weight(terms), least = double.MaxValue;
        int[]? best = null;
        Span<TernaryTerm> chosen = stackalloc TernaryTerm[3];
        for (int i = 0; i < count; i++)
        {
            for (int j = i + 1; j < count; j++)
            {
                if (pair) Try(chosen, i, j, -1);
                else for (int k = j + 1; k < count; k++) Try(chosen, i, j, k);
            }
        }
        return best;

        void Try(Span<TernaryTerm> operands, int i, int j, int k)
        {
            operands = operands[..(k < 0 ? 2 : 3)];
            (operands[0], operands[1]) = (terms[i], terms[j]);
            if (k >= 0) operands[2] = terms[k];
            double after = weight + Math.Pow(3, state.DepthOf(operands));
            foreach (TernaryTerm term in operands) after -= Math.Pow(3, state.Depth(term.Node));
            if (after > state.LargestWeight) return;
            int shift = Math.Min(operands[0].Shift, operands[1].Shift);
            if (k >= 0) shift = Math.Min(shift, operands[2].Shift);
            for (int n = 0; n < operands.Length; n++) operands[n] = operands[n] with { Shift = operands[n].Shift - shift };
            Interval sum = state.Sum(operands);
            double cost = state.Cost(operands, sum) + (price * sum.Width);
            foreach (TernaryTerm term in operands) cost -= price * state.Range(term.Node).Width;
            if (cost < least) (least, best) = (cost, k < 0 ? [i, j] : [i, j, k]);
        }
    }
}
