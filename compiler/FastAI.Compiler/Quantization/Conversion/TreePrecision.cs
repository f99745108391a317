using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>Brings thresholds and leaves of decision trees into fixed point: as a precision file states under TENSOR/threshold and
/// TENSOR/leaf, else as fine as the operand and the options are.</summary>
internal sealed class TreePrecision(ConversionContext conversion, GraphTreeEnsemble node)
{
    private readonly PrecisionEntry? thresholdEntry = conversion.Plan.Map.Threshold(node);
    private readonly PrecisionEntry? leafEntry = conversion.Plan.Map.Leaf(node);

    /// <summary>The greatest mantissa that passes a node's test, with the fraction bits of its element; what lies outside the element's
    /// interval is brought to its ends.</summary>
    /// <param name="index">The node.</param>
    /// <param name="element">Type of the element that it tests.</param>
    /// <param name="moved">Whether some event that the element's format holds is decided otherwise than in the float model.</param>
    public long Threshold(int index, ElementType element, out bool moved)
    {
        double exact = node.Thresholds[index];
        long greatest = Greatest(exact, node.Strict[index], element.Fraction, element.Range);
        moved = false;
        if (thresholdEntry is not { Format.IsExact: false } entry || !double.IsFinite(exact))
            return greatest;
        var format = conversion.Plan.Map.Format(entry, null, index, node.Structure.Nodes);
        if (format.Fraction >= element.Fraction)
            return greatest;
        double rounded = Quantizer.ToReal(
            Quantizer.Quantize(exact, format, entry.Rounding ?? Rounding.RndConv, entry.Overflow ?? Overflow.Sat),
            format.Fraction
        );
        // Below a multiple of the coarse step: the bits that the format drops need not be compared.
        long stated = Greatest(rounded, true, element.Fraction, element.Range);
        moved = stated != greatest;
        return stated;
    }

    /// <summary>Fraction bits of each target.</summary>
    public int[] Fractions()
    {
        if (leafEntry is { Format.IsExact: false } entry)
            return
            [
                .. Enumerable
                    .Range(0, node.Base.Length)
                    .Select(target => conversion.Plan.Map.Format(entry, null, target, node.Base.Length).Fraction),
            ];
        if (leafEntry is not null)
        {
            var exact = new int[node.Base.Length];
            ForEachValue((_, target, value) => exact[target] = Math.Max(exact[target], Dyadic.FromDouble(value).Fraction));
            return exact;
        }
        // As many bits as the trees' leaves need to share out the width of an activation below the greatest sum.
        var fractions = new int[node.Base.Length];
        var largest = new double[fractions.Length];
        ForEachValue((_, target, value) => largest[target] = Math.Max(largest[target], Math.Abs(value)));
        for (int i = 0; i < fractions.Length; i++)
            fractions[i] = Math.Max(conversion.Options.LeafBits, largest[i] == 0 ? 0 : LeastSignificantBits - 1 - Math.ILogB(largest[i]));
        return fractions;
    }

    /// <summary>Largest |fixed - float| of a leaf; known once <see cref="Values"/> made them.</summary>
    public double LargestLeafError { get; private set; }

    /// <summary>Bits that the largest leaf of a target has at least, whatever its scale.</summary>
    private const int LeastSignificantBits = 6;

    /// <summary>
    /// The mantissas of leaves and bases. Rounding moves each tree by something between two ends; the middle of these is taken off the
    /// base, so that the sum is not biased and the bound of its error is half of what lies between them.
    /// </summary>
    /// <param name="fractions">Fraction bits of each target.</param>
    /// <param name="bases">One for each target.</param>
    /// <param name="error">For each target a bound of what rounding moves its sum by.</param>
    public ImmutableArray<long> Values(int[] fractions, out ImmutableArray<long> bases, out double[] error)
    {
        var structure = node.Structure;
        var values = new long[structure.Values];
        double[] bound = new double[fractions.Length],
            wanted = [.. node.Base];
        for (int t = 0; t < structure.Trees; t++)
        {
            var targets = structure.TargetsOf(t);
            for (int i = 0; i < targets.Length; i++)
            {
                int fraction = fractions[targets[i]];
                double low = double.PositiveInfinity,
                    high = double.NegativeInfinity;
                foreach (int leaf in TreeLeaves.Of(structure, t))
                {
                    double value = node.Values[leaf + i];
                    values[leaf + i] = Mantissa(value, fraction);
                    double difference = Quantizer.ToReal(values[leaf + i], fraction) - value;
                    (low, high) = (Math.Min(low, difference), Math.Max(high, difference));
                    LargestLeafError = Math.Max(LargestLeafError, Math.Abs(difference));
                }
                bound[targets[i]] += (high - low) / 2;
                wanted[targets[i]] -= (high + low) / 2;
            }
        }
        bases = [.. wanted.Select((value, target) => Mantissa(value, fractions[target]))];
        for (int target = 0; target < bound.Length; target++)
            bound[target] += Math.Abs(Quantizer.ToReal(bases[target], fractions[target]) - wanted[target]);
        error = bound;
        return [.. values];
    }

    private void ForEachValue(Action<int, int, double> visit)
    {
        var structure = node.Structure;
        for (int t = 0; t < structure.Trees; t++)
        {
            var targets = structure.TargetsOf(t);
            foreach (int leaf in TreeLeaves.Of(structure, t))
                for (int i = 0; i < targets.Length; i++)
                    visit(leaf + i, targets[i], node.Values[leaf + i]);
        }
        for (int target = 0; target < node.Base.Length; target++)
            visit(-1, target, node.Base[target]);
    }

    private long Mantissa(double value, int fraction) =>
        Dyadic.Nearest(value, fraction)?.Mantissa
        ?? throw ConversionContext.Refuse(
            node,
            $"a leaf of {value} needs more than 62 bits at {fraction} fraction bits: give '{node.Name}/leaf' a format in the precision file"
        );

    // x <= t is x <= floor(t) for an integer x, and x < t is x <= ceil(t) - 1. Powers of two scale exactly;
    // beyond 64 bits the interval's ends hold.
    private static long Greatest(double threshold, bool strict, int fraction, Interval range)
    {
        double scaled = Math.ScaleB(threshold, fraction),
            floor = Math.Floor(scaled);
        Int128 greatest =
            floor >= 9223372036854775808.0 ? range.High
            : floor < -9223372036854775808.0 ? range.Low - 1
            : strict && floor == scaled ? (Int128)(long)floor - 1
            : (long)floor;
        return (long)Int128.Max(long.MinValue, Int128.Clamp(greatest, range.Low - 1, range.High));
    }
}
