using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Runtime.Agreement.Layers;

/// <summary>
/// What differences of the tested elements can do to the sums of decision trees: where an element is nearer to a threshold than it may be
/// off, both branches are open, and a tree may give any of the leaves behind them.
/// </summary>
internal static class TreeDifference
{
    /// <summary>Largest sum of magnitudes of a target's base and leaves, real.</summary>
    public static double Magnitude(TreeEnsembleNode node, int target)
    {
        var (ensemble, structure) = (node.Ensemble, node.Ensemble.Structure);
        double sum = Math.Abs((double)ensemble.Base[target]);
        for (int t = 0; t < structure.Trees; t++)
        {
            int column = structure.TargetsOf(t).IndexOf(target);
            if (column < 0)
                continue;
            double largest = 0;
            for (int n = structure.NodeStarts[t]; n < structure.NodeStarts[t + 1]; n++)
                foreach (int branch in (ReadOnlySpan<int>)[structure.WhenTrue[n], structure.WhenFalse[n]])
                    if (branch < 0)
                        largest = Math.Max(largest, Math.Abs((double)ensemble.Values[~branch + column]));
            sum += largest;
        }
        return Math.ScaleB(sum, -node.Type[target].Fraction);
    }

    /// <param name="node">The trees.</param>
    /// <param name="input">Type of the tested tensor.</param>
    /// <param name="values">Its mantissas.</param>
    /// <param name="errors">How far each element may be off, real.</param>
    /// <param name="unit">Rounding unit of the float model.</param>
    /// <param name="result">For each target, gets what is added to its difference, real.</param>
    public static void Add(
        TreeEnsembleNode node,
        TensorType input,
        ReadOnlySpan<long> values,
        double[] errors,
        double unit,
        double[] result
    )
    {
        var (ensemble, structure) = (node.Ensemble, node.Ensemble.Structure);
        var open = new Stack<int>();
        for (int t = 0; t < structure.Trees; t++)
        {
            var targets = structure.TargetsOf(t);
            Span<long> low = new long[targets.Length],
                high = new long[targets.Length];
            low.Fill(long.MaxValue);
            high.Fill(long.MinValue);
            var seen = new HashSet<int>();
            open.Push(structure.NodeStarts[t]);
            while (open.TryPop(out int at))
            {
                if (!seen.Add(at))
                    continue;
                if (at < 0)
                {
                    for (int i = 0; i < targets.Length; i++)
                        (low[i], high[i]) = (Math.Min(low[i], ensemble.Values[~at + i]), Math.Max(high[i], ensemble.Values[~at + i]));
                    continue;
                }
                int feature = structure.Features[at];
                // Fixed thresholds lie less than a step below those of the float model, so that an exact element decides alike.
                double value = Quantizer.ToReal(values[feature], input[feature].Fraction),
                    threshold = Quantizer.ToReal(ensemble.Thresholds[at], input[feature].Fraction);
                double step = input[feature].Format.Step,
                    reach = errors[feature];
                bool holds = values[feature] <= ensemble.Thresholds[at];
                if (holds || (reach > 0 && value - reach <= threshold + step))
                    open.Push(structure.WhenTrue[at]);
                if (!holds || (reach > 0 && value + reach >= threshold))
                    open.Push(structure.WhenFalse[at]);
            }
            for (int i = 0; i < targets.Length; i++)
            {
                int target = targets[i];
                double most = Math.Max(Math.Abs((double)low[i]), Math.Abs((double)high[i]));
                result[target] += Math.ScaleB((double)high[i] - low[i] + (structure.Trees + 1) * unit * most, -node.Type[target].Fraction);
            }
        }
    }
}
