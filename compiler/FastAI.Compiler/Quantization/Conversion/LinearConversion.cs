using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Linear maps: integer weights before an exact accumulator. A column's fraction is the finest of its products, so that
/// every product and the bias are integers there.
/// </summary>
internal static class LinearConversion
{
    public static Converted Convert(ConversionContext conversion, GraphLinear node, int index)
    {
        var x = conversion[node.Input];
        var rowFractions = RowFractions.Required(conversion.TypeOf(x), node.Blocks);
        int input = conversion.Builder.Align(ConversionContext.Step(node, "aligned"), x.Node, rowFractions);
        var type = conversion.Builder.TypeOf(input);
        var magnitude = new double[type.Count];
        for (int i = 0; i < magnitude.Length; i++)
            magnitude[i] = ConversionContext.Magnitude(type[i]);

        var blocks = ImmutableArray.CreateBuilder<AffineBlock>(node.Blocks.Length);
        var fraction = new int[node.Shape.Count];
        var error = new double[node.Shape.Count];
        double largest = node.Blocks.Max(b => Largest(b.Weights.AsSpan()));
        int saturated = 0;
        foreach (var block in node.Blocks)
        {
            var rows = Rows(block, rowFractions);
            var scaled = ScaleConversion.Factors(conversion, index, block, type, rows);
            var weights = scaled?.Weights ?? Weights(conversion, node, block, largest, ref saturated);
            var (bias, columnFraction) = Columns(
                conversion,
                node,
                scaled is { Bias: var moved } ? block with { Bias = [moved] } : block,
                weights,
                rows,
                magnitude,
                ref saturated
            );
            blocks.Add(Integers(node, block, weights, rows, bias, columnFraction));
            Place(block, columnFraction, fraction);
            Propagate(block, weights.Values, bias, magnitude, x.Error, error);
        }
        if (saturated > 0)
            conversion.Warnings.Add(
                $"{saturated} weights or biases of {node.Origin} (tensor '{node.Name}') do not fit their stated formats and take the nearest value that does"
            );
        int result = conversion.Builder.Affine(
            ConversionContext.Step(node, "sum"),
            input,
            node.Shape,
            blocks.MoveToImmutable(),
            PerElement<int>.Create(fraction)
        );
        return new(result, error, x.Conditions);
    }

    private static (Dyadic[] Values, int[] Fractions) Weights(
        ConversionContext conversion,
        GraphLinear node,
        LinearBlock block,
        double largest,
        ref int saturated
    )
    {
        var values = new Dyadic[block.Weights.Length];
        var fractions = new int[values.Length];
        if (conversion.Plan.Map.Weights(node, block) is { } entry)
        {
            for (int i = 0; i < values.Length; i++)
            {
                FixedFormat? format = entry.Format.IsExact ? null : conversion.Plan.Map.Format(entry, block.WeightSource, i, values.Length);
                (values[i], fractions[i]) = NumberQuantization.Stated(block.Weights[i], format, entry, out bool limited);
                if (limited)
                    saturated++;
            }
            return (values, fractions);
        }
        int bits = block.WeightSource is null ? conversion.Options.ConstantBits : conversion.Options.WeightBits;
        var column = new double[block.Rows];
        var rounded = new Dyadic[block.Rows];
        for (int m = 0; m < block.Columns; m++)
        {
            for (int k = 0; k < block.Rows; k++)
                column[k] = block.Weights[k * block.Columns + m];
            NumberQuantization.Group(column, bits, largest, rounded);
            for (int k = 0; k < block.Rows; k++)
            {
                values[k * block.Columns + m] = rounded[k];
                fractions[k * block.Columns + m] = rounded[k].Mantissa == 0 ? NumberQuantization.NoFraction : rounded[k].Fraction;
            }
        }
        return (values, fractions);
    }

    // The fraction of the elements that a row reads; a row of padding alone has none.
    private static int[] Rows(LinearBlock block, PerElement<int> fractions)
    {
        var rows = new int[block.Rows];
        Array.Fill(rows, NumberQuantization.NoFraction);
        for (int i = 0; i < block.InputMap.Length; i++)
            if (block.InputMap[i] >= 0)
                rows[i % block.Rows] = fractions[block.InputMap[i]];
        return rows;
    }

    private static (Dyadic[] Bias, int[] Fraction) Columns(
        ConversionContext conversion,
        GraphLinear node,
        LinearBlock block,
        (Dyadic[] Values, int[] Fractions) weights,
        int[] rows,
        double[] magnitude,
        ref int saturated
    )
    {
        var bias = new Dyadic[block.Columns];
        var fraction = new int[block.Columns];
        var entry = conversion.Plan.Map.Bias(node, block);
        for (int m = 0; m < block.Columns; m++)
        {
            int finest = NumberQuantization.NoFraction;
            for (int k = 0; k < block.Rows; k++)
            {
                int product = weights.Fractions[k * block.Columns + m];
                if (product != NumberQuantization.NoFraction && rows[k] != NumberQuantization.NoFraction)
                    finest = Math.Max(finest, product + rows[k]);
            }
            int asked;
            if (entry is not null)
            {
                FixedFormat? format = entry.Format.IsExact ? null : conversion.Plan.Map.Format(entry, block.BiasSource, m, block.Columns);
                (bias[m], asked) = NumberQuantization.Stated(block.Bias[m], format, entry, out bool limited);
                if (limited)
                    saturated++;
            }
            else
            {
                var exact = Dyadic.FromDouble(block.Bias[m]);
                int useful = Math.Max(finest, conversion.Options.ActivationBits + 2 - Exponent(block, weights.Values, m, magnitude));
                bias[m] = exact.Fraction <= useful ? exact : (Dyadic.Nearest(block.Bias[m], useful) ?? exact).Normalized();
                asked = bias[m].Mantissa == 0 ? NumberQuantization.NoFraction : bias[m].Fraction;
            }
            finest = Math.Max(finest, asked);
            fraction[m] = finest == NumberQuantization.NoFraction ? 0 : finest;
        }
        return (bias, fraction);
    }

    // A power of two above the greatest sum of a column: a bias far below it needs no finer bits.
    private static int Exponent(LinearBlock block, Dyadic[] weights, int column, double[] magnitude)
    {
        double greatest = 0;
        for (int p = 0; p < block.Positions; p++)
        {
            double sum = Math.Abs(block.Bias[column]);
            for (int k = 0; k < block.Rows; k++)
            {
                int source = block.InputMap[p * block.Rows + k];
                if (source >= 0)
                    sum += Math.Abs(weights[k * block.Columns + column].ToDouble()) * magnitude[source];
            }
            greatest = Math.Max(greatest, sum);
        }
        return greatest == 0 ? 0 : Math.ILogB(greatest) + 1;
    }

    private static AffineBlock Integers(
        GraphLinear node,
        LinearBlock block,
        (Dyadic[] Values, int[] Fractions) weights,
        int[] rows,
        Dyadic[] bias,
        int[] fraction
    )
    {
        var integers = new long[weights.Values.Length];
        for (int k = 0; k < block.Rows; k++)
        for (int m = 0; m < block.Columns; m++)
        {
            int i = k * block.Columns + m;
            if (rows[k] != NumberQuantization.NoFraction)
                integers[i] = weights.Values[i].At(fraction[m] - rows[k]) ?? throw TooWide(node, "weight", i, weights.Values[i]);
        }
        var offsets = new long[block.Columns];
        for (int m = 0; m < offsets.Length; m++)
            offsets[m] = bias[m].At(fraction[m]) ?? throw TooWide(node, "bias", m, bias[m]);
        return new AffineBlock(block.Rows, block.Columns, block.InputMap, block.OutputMap, [.. integers], [.. offsets]);
    }

    private static FastAIException TooWide(GraphLinear node, string what, int index, Dyadic value) =>
        ConversionContext.Refuse(
            node,
            $"{what} {index}, {value.ToDouble()}, needs more than 62 bits beside the other numbers of its column: give '{node.Name}/{what}' a format in the precision file"
        );

    private static void Place(LinearBlock block, int[] columnFraction, int[] fraction)
    {
        for (int i = 0; i < block.OutputMap.Length; i++)
            fraction[block.OutputMap[i]] = columnFraction[i % block.Columns];
    }

    // |w' x' - w x| <= |w' - w| |x'| + |w| |x' - x|, summed over the terms, and the bias.
    private static void Propagate(
        LinearBlock block,
        Dyadic[] weights,
        Dyadic[] bias,
        double[] magnitude,
        double[] inputError,
        double[] error
    )
    {
        var change = new double[weights.Length];
        for (int i = 0; i < change.Length; i++)
            change[i] = Math.Abs(weights[i].ToDouble() - block.Weights[i]);
        for (int p = 0; p < block.Positions; p++)
        for (int m = 0; m < block.Columns; m++)
        {
            double sum = Math.Abs(bias[m].ToDouble() - block.Bias[m]);
            for (int k = 0; k < block.Rows; k++)
            {
                int source = block.InputMap[p * block.Rows + k];
                if (source < 0)
                    continue;
                int i = k * block.Columns + m;
                sum += change[i] * magnitude[source];
                // A zero weight leaves even an unbounded error out.
                if (block.Weights[i] != 0)
                    sum += Math.Abs(block.Weights[i]) * inputError[source];
            }
            error[block.OutputMap[p * block.Columns + m]] = sum;
        }
    }

    private static double Largest(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
