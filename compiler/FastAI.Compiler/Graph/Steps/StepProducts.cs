using System.Collections.Immutable;
using FastAI.Compiler.Graph.Passes;

namespace FastAI.Compiler.Graph.Steps;

/// <summary>
/// Linear maps of integers: those by weights that DequantizeLinear made of integers, averages and sums, and what scales and shifts each
/// element.
/// </summary>
internal sealed class StepProducts(StepWriter writer)
{
    // The step of a bias is the product of the two others up to binary32's rounding.
    private const double StepTolerance = 1e-6;

    /// <summary>The form of a linear map of a tensor that has one; null where no factors can be taken out.</summary>
    public StepForm? Of(GraphLinear node, StepForm x)
    {
        if (x is not { Terms: [var term], IsLimited: false })
            return null;
        if (ElementScale.Of(node) is { } scale && node.Blocks.All(block => block.WeightSource?.Stored is null))
            return Shifted(scale, x, term);
        return x.HasBias ? null : Multiplied(node, x, term);
    }

    private StepForm? Multiplied(GraphLinear node, StepForm x, StepTerm term)
    {
        var factors = new double[node.Shape.Count];
        var bias = new double[node.Shape.Count];
        var blocks = ImmutableArray.CreateBuilder<LinearBlock>(node.Blocks.Length);
        bool odd = x.IsOdd;
        foreach (var block in node.Blocks)
        {
            if (Integers(block) is not var (weights, steps) || !TakeOut(block, weights, steps, term.Factors, factors))
                return null;
            odd |= !Array.TrueForAll(steps, StepForm.IsPowerOfTwo);
            var whole = new double[block.Columns];
            for (int m = 0; m < block.Columns; m++)
            {
                double factor = factors[block.OutputMap[m]];
                bool alike = true;
                for (int p = 1; p < block.Positions; p++)
                    alike &= factors[block.OutputMap[p * block.Columns + m]] == factor;
                if (alike && Whole(block.Bias[m], factor, block.BiasSource, m) is { } integer)
                    whole[m] = integer;
                else
                    for (int p = 0; p < block.Positions; p++)
                        bias[block.OutputMap[p * block.Columns + m]] = block.Bias[m];
            }
            blocks.Add(block with { Weights = [.. weights], Bias = [.. whole], WeightSource = null, BiasSource = null });
        }
        int sums = writer.Add(node with { Name = node.Name + "/accumulated", Input = term.Node, Blocks = blocks.MoveToImmutable() });
        return new([new(sums, factors)], bias, odd);
    }

    // The integers behind the weights and their steps; an average or a sum has one weight a column, and no step. Real
    // weights have none to take out.
    private static (double[] Weights, double[] Steps)? Integers(LinearBlock block)
    {
        var weights = block.Weights.ToArray();
        var steps = new double[weights.Length];
        Array.Fill(steps, 1);
        if (block.WeightSource is not { Stored: { } stored, Elements: var elements })
        {
            bool alike = block.WeightSource is null;
            for (int i = 0; i < weights.Length; i++)
                alike &= weights[i] > 0 && weights[i] == weights[i % block.Columns];
            return alike ? (weights, steps) : null;
        }
        for (int i = 0; i < weights.Length; i++)
        {
            if (elements[i] < 0 ? weights[i] != 0 : !stored.Makes(weights[i], elements[i]))
                return null;
            weights[i] = elements[i] < 0 ? 0 : stored.Integers[elements[i]];
            steps[i] = elements[i] < 0 ? steps[i % block.Columns] : stored.Steps[elements[i]];
        }
        return (weights, steps);
    }

    // All terms of a sum must have one factor; those of weights that are zero do not matter.
    private static bool TakeOut(LinearBlock block, double[] weights, double[] steps, double[] given, double[] factors)
    {
        for (int p = 0; p < block.Positions; p++)
        for (int m = 0; m < block.Columns; m++)
        {
            double factor = 0,
                idle = 0;
            for (int k = 0; k < block.Rows; k++)
            {
                int source = block.InputMap[p * block.Rows + k],
                    i = k * block.Columns + m;
                if (source < 0)
                    continue;
                double product = StepForm.Times(given[source], steps[i]);
                if (weights[i] == 0)
                    idle = product;
                else if (factor == 0)
                    factor = product;
                else if (factor != product)
                    return false;
            }
            factor = factor == 0 ? idle : factor;
            if (!double.IsNormal(factor))
                return false;
            factors[block.OutputMap[p * block.Columns + m]] = factor;
        }
        return true;
    }

    private StepForm? Shifted(ElementScale scale, StepForm x, StepTerm term)
    {
        int count = scale.Source.Length;
        double[] factors = new double[count],
            bias = new double[count],
            whole = new double[count];
        bool allWhole = true;
        for (int i = 0; i < count; i++)
        {
            var block = scale.Node.Blocks[scale.Block[i]];
            int source = scale.Source[i];
            double weight = block.Weights[0];
            if (source < 0 || !(weight > 0))
                return null;
            factors[i] = weight == 1 ? term.Factors[source] : StepForm.Times(term.Factors[source], weight);
            if (!double.IsNormal(factors[i]))
                return null;
            bias[i] = weight * x.Bias[source] + block.Bias[0];
            if (allWhole && Whole(bias[i], factors[i], block.BiasSource, 0) is { } integer)
                whole[i] = integer;
            else
                allWhole = false;
        }
        double[] shifts = allWhole ? whole : new double[count],
            ones = [.. Enumerable.Repeat(1.0, count)];
        int moved = writer.Add(
            scale.Node with
            {
                Name = scale.Node.Name + "/accumulated",
                Input = term.Node,
                Blocks = StepWriter.Elementwise(scale.Source, ones, shifts),
            }
        );
        return new([new(moved, factors)], allWhole ? new double[count] : bias, x.IsOdd);
    }

    // The integer that a bias is in units of its sum's factor; null where it is none.
    private static double? Whole(double bias, double factor, Parameter? source, int index)
    {
        if (bias == 0)
            return 0;
        if (source is not { Stored: { } stored, Elements: var elements } || elements[index] is not (>= 0 and var element))
            return null;
        double sign =
            stored.Makes(bias, element) ? 1
            : stored.Makes(-bias, element) ? -1
            : 0;
        long integer = stored.Integers[element];
        return sign != 0 && Math.Abs(stored.Steps[element] - factor) <= StepTolerance * factor && Math.Abs(integer) <= int.MaxValue
            ? sign * integer
            : null;
    }
}
