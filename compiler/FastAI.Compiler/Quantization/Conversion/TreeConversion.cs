using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Decision trees. An element's mantissas are integers, so that x &lt;= t is x &lt;= floor(t) and x &lt; t is x &lt;= ceil(t) - 1 on its
/// grid: unless a precision file gives thresholds a coarser one, every event that the input formats hold takes the path that it takes in
/// the float model. Where missing values go: see <see cref="TreeMissing"/>. Leaves are rounded to the nearest, and the base makes up for the middle of what that moves the sum by.
/// </summary>
internal static class TreeConversion
{
    public static Converted Convert(ConversionContext conversion, GraphTreeEnsemble node)
    {
        var x = conversion[node.Input];
        var type = conversion.TypeOf(x);
        var precision = new TreePrecision(conversion, node);
        var thresholds = new long[node.Structure.Nodes];
        bool[] moved = new bool[type.Count];
        int movedThresholds = 0;
        double largestMove = 0;
        for (int n = 0; n < thresholds.Length; n++)
        {
            int feature = node.Structure.Features[n];
            thresholds[n] = precision.Threshold(n, type[feature], out bool coarse);
            moved[feature] |= coarse;
            if (!coarse)
                continue;
            movedThresholds++;
            // The stated threshold lies a step above the greatest mantissa that passes.
            largestMove = Math.Max(
                largestMove,
                Math.Abs(Quantizer.ToReal(thresholds[n], type[feature].Fraction) + type[feature].Format.Step - node.Thresholds[n])
            );
        }
        var missing = new TreeMissing(node, type, x.Missing, thresholds);
        int tested = missing.Tensor(conversion, x.Node);
        var fractions = precision.Fractions();
        var values = precision.Values(fractions, out var bases, out double[] rounding);
        var ensemble = TreePruning.Prune(
            new TreeEnsemble(missing.Structure(), [.. thresholds], values, bases)
            {
                Limits = Limits(node),
                MissingPasses = x.Missing is null ? [] : node.MissingPasses,
            },
            conversion.Builder.TypeOf(tested)
        );
        conversion.Tested[node] = missing.Tested;
        conversion.Trees[node] = new(movedThresholds, largestMove, precision.LargestLeafError);
        int result = conversion.Builder.TreeEnsemble(
            ConversionContext.Step(node, "sum"),
            tested,
            node.Shape,
            ensemble,
            PerElement<int>.Create(fractions)
        );
        return new(result, Error(node, type, x.Error, moved, rounding), x.Conditions);
    }

    private static ImmutableArray<double> Limits(GraphTreeEnsemble node) =>
        [.. node.Thresholds.Zip(node.Strict, (threshold, strict) => strict ? Math.BitDecrement(threshold) : threshold)];

    // A tree one of whose tests may be decided otherwise may give any of its leaves instead of any other.
    private static double[] Error(GraphTreeEnsemble node, TensorType type, double[] inputError, bool[] moved, double[] rounding)
    {
        var error = (double[])rounding.Clone();
        var structure = node.Structure;
        for (int t = 0; t < structure.Trees; t++)
        {
            bool open = false;
            for (int n = structure.NodeStarts[t]; n < structure.NodeStarts[t + 1]; n++)
                open |= inputError[structure.Features[n]] != 0 || moved[structure.Features[n]];
            if (!open)
                continue;
            var targets = structure.TargetsOf(t);
            for (int i = 0; i < targets.Length; i++)
            {
                var (low, high) = TreeLeaves.Extremes(structure, node.Values, t, i);
                error[targets[i]] += high - low;
            }
        }
        return error;
    }
}
