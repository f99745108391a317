using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// What scales integers for one of the model's own quantisers (one factor for a sum, or a factor for each of two terms) keeps that
/// quantiser's integers.
/// </summary>
internal static class ScaleConversion
{
    // A zero point comes back from a product of the step: to so much of it.
    private const double OffsetTolerance = 1e-9;
    private const int MostFraction = 32;

    /// <summary>The weights and the bias of a block; null where it is no such scale, or somebody stated its format.</summary>
    /// <param name="conversion">The conversion.</param>
    /// <param name="index">The linear map.</param>
    /// <param name="block">One of its blocks.</param>
    /// <param name="type">Type of the operand.</param>
    /// <param name="rows">Fraction bits of what each row reads.</param>
    public static ((Dyadic[] Values, int[] Fractions) Weights, double Bias)? Factors(
        ConversionContext conversion,
        int index,
        LinearBlock block,
        TensorType type,
        int[] rows
    )
    {
        if (
            block is not { Columns: 1, WeightSource: null, BiasSource: null }
            || conversion.Plan.QuantizerOf(index) is not { } quantizer
            || conversion.Plan.Map.Weights((GraphLinear)conversion.Graph.Nodes[index], block) is not null
        )
            return null;
        // Rows of padding alone have no fraction, and add nothing.
        int[] fractions = [.. rows.Where(row => row != NumberQuantization.NoFraction).Distinct()];
        if (fractions is not [>= 0 and <= MostFraction and var fraction])
            return null;
        double factor = block.Weights[0],
            offset = block.Bias[0] / factor;
        if (!block.Weights.AsSpan().ContainsAnyExcept(factor))
        {
            // factor * (sum + offset)
            double whole = Math.Round(offset);
            bool isWhole = Math.Abs(offset - whole) <= OffsetTolerance * Math.Max(1, Math.Abs(whole));
            bool isDivision = conversion.Graph.Nodes[index].Origin.Operator == "QuantizeLinear";
            if (!isWhole && !isDivision || !(Math.Abs(whole) <= int.MaxValue))
                return null;
            var sum = new Interval(0, 0);
            for (int k = 0; k < block.Rows; k++)
            {
                var row = Range(block, type, k);
                sum = new(sum.Low + row.Low, sum.High + row.High);
            }
            if (!isWhole)
                return RoundingFactor.Find(block.Bias[0], new RoundingFactor.Term(factor, sum, fraction), quantizer) is var (constant, by)
                    ? (([.. Enumerable.Repeat(by, block.Rows)], [.. Enumerable.Repeat(by.Fraction, block.Rows)]), constant.ToDouble())
                    : null;
            var shift = (Int128)whole << fraction;
            var term = new RoundingFactor.Term(factor, new Interval(sum.Low + shift, sum.High + shift), fraction);
            return RoundingFactor.Find(term, quantizer) is { } found
                ? (
                    ([.. Enumerable.Repeat(found, block.Rows)], [.. Enumerable.Repeat(found.Fraction, block.Rows)]),
                    found.ToDouble() * whole
                )
                : null;
        }
        if (block.Rows != 2 || block.Bias[0] != 0)
            return null;
        return
            RoundingFactor.Find(
                new RoundingFactor.Term(block.Weights[0], Range(block, type, 0), fraction),
                new RoundingFactor.Term(block.Weights[1], Range(block, type, 1), fraction),
                quantizer
            )
                is var (first, last)
            ? (([first, last], [first.Fraction, last.Fraction]), 0)
            : null;
    }

    // What mantissas a row reads at any position; zero in the padding.
    private static Interval Range(LinearBlock block, TensorType type, int row)
    {
        Interval? all = null;
        for (int i = row; i < block.InputMap.Length; i += block.Rows)
        {
            var read = block.InputMap[i] < 0 ? new Interval(0, 0) : type[block.InputMap[i]].Range;
            all = all is { } known ? new(Int128.Min(known.Low, read.Low), Int128.Max(known.High, read.High)) : read;
        }
        return all!.Value;
    }
}
