using System.Collections.Immutable;

namespace FastAI.Compiler.Graph.Passes;

/// <summary>
/// A scale and shift of each element before a linear map goes into its weights and bias. It must treat all elements that meet one row of
/// weights alike;
/// a shift cannot pass where that row also reads padding.
/// </summary>
internal sealed class FoldScaleIntoNextLinear : GraphPass
{
    protected override void Visit(GraphEditor editor, int index)
    {
        if (
            editor[index] is not GraphLinear linear
            || !editor.IsFree(linear.Input)
            || ElementScale.Of(editor[linear.Input]) is not { } scale
        )
            return;
        if (
            scale.Source.Contains(-1)
            || scale.Node.Blocks.Any(block => editor.IsKept(block.WeightSource) || editor.IsKept(block.BiasSource))
        )
            return;
        if (editor.AreNumbersKept(linear))
            return;
        var blocks = ImmutableArray.CreateBuilder<LinearBlock>(linear.Blocks.Length);
        foreach (var block in linear.Blocks)
        {
            if (Folded(block, scale) is not { } folded)
                return;
            blocks.Add(folded);
        }
        editor.Replace(index, linear with { Input = scale.Node.Input, Blocks = blocks.MoveToImmutable() });
    }

    private static LinearBlock? Folded(LinearBlock block, ElementScale scale)
    {
        var weights = new double[block.Weights.Length];
        var bias = block.Bias.ToArray();
        for (int k = 0; k < block.Rows; k++)
        {
            int by = -1;
            bool padding = false;
            for (int p = 0; p < block.Positions; p++)
            {
                int element = block.InputMap[p * block.Rows + k];
                if (element < 0)
                    padding = true;
                else if (by < 0)
                    by = scale.Block[element];
                else if (!Alike(scale, by, scale.Block[element]))
                    return null;
            }
            double factor = by < 0 ? 1 : scale.Factor(by),
                shift = by < 0 ? 0 : scale.Shift(by);
            if (padding && shift != 0)
                return null;
            for (int m = 0; m < block.Columns; m++)
            {
                double weight = block.Weights[k * block.Columns + m];
                weights[k * block.Columns + m] = factor * weight;
                bias[m] += shift * weight;
            }
        }
        return block with
        {
            InputMap = ImmutableArray.CreateRange(block.InputMap, element => element < 0 ? -1 : scale.Source[element]),
            Weights = [.. weights],
            Bias = [.. bias],
        };
    }

    private static bool Alike(ElementScale scale, int a, int b) =>
        a == b || scale.Factor(a) == scale.Factor(b) && scale.Shift(a) == scale.Shift(b);
}
