using System.Collections.Immutable;

namespace FastAI.Compiler.Graph.Passes;

/// <summary>
/// A scale and shift of each element after a linear map goes into its weights and bias: the bias addition after a MatMul, the batch
/// normalization after a convolution. It must treat all results of one column alike, and read every result once (in any order).
/// Sums of integers stay so before a rounding: with a factor that is no power of two their weights would have to be rounded themselves.
/// </summary>
internal sealed class FoldScaleIntoPreviousLinear : GraphPass
{
    protected override void Visit(GraphEditor editor, int index)
    {
        if (
            ElementScale.Of(editor[index]) is not { } scale
            || editor[scale.Node.Input] is not GraphLinear linear
            || !editor.IsFree(scale.Node.Input)
        )
            return;
        // The name of the scale and its initializers would be lost, except that of a shift that becomes the bias.
        if (editor.IsCalledByNode(index) || scale.Node.Blocks.Any(block => editor.IsKept(block.WeightSource)))
            return;
        if (linear.Blocks.Any(block => block.BiasSource is not null) && scale.Node.Blocks.Any(block => editor.IsKept(block.BiasSource)))
            return;
        // Stated weights must stay the model's; a shift alone leaves them, and takes the place of a bias where there is none.
        if (editor.AreNumbersKept(linear) && !(scale.IsShift && linear.Blocks.All(block => block.BiasSource is null)))
            return;
        if (HasIntegers(linear) && !IsPowerOfTwo(scale) && editor.OnlyReader(index) is GraphPiecewise { IsRounding: true })
            return;
        if (Readers(scale, linear.Shape.Count) is not { } readers)
            return;
        var blocks = ElementScale.Of(linear) is { } first ? Composed(first, scale) : Folded(linear, scale, readers);
        if (blocks is { } folded)
            editor.Replace(index, linear with { Name = scale.Node.Name, Shape = scale.Node.Shape, Blocks = folded });
    }

    private static bool HasIntegers(GraphLinear linear) =>
        linear.Blocks.All(block => block.Weights.All(IsInteger) && block.Bias.All(IsInteger));

    private static bool IsInteger(double value) => Math.Floor(value) == value && Math.Abs(value) <= int.MaxValue;

    private static bool IsPowerOfTwo(ElementScale scale) =>
        scale.Node.Blocks.All(block => Math.Abs(block.Weights[0]) is var factor && Math.ScaleB(1, Math.ILogB(factor)) == factor);

    // For each result of the linear map the one element that reads it.
    private static int[]? Readers(ElementScale scale, int count)
    {
        if (scale.Source.Length != count)
            return null;
        var readers = new int[count];
        Array.Fill(readers, -1);
        for (int i = 0; i < count; i++)
        {
            int source = scale.Source[i];
            if (source < 0 || readers[source] >= 0)
                return null;
            readers[source] = i;
        }
        return readers;
    }

    private static ImmutableArray<LinearBlock>? Folded(GraphLinear linear, ElementScale scale, int[] readers)
    {
        var blocks = ImmutableArray.CreateBuilder<LinearBlock>(linear.Blocks.Length);
        foreach (var block in linear.Blocks)
        {
            var by = new int[block.Columns];
            for (int m = 0; m < block.Columns; m++)
            {
                by[m] = scale.Block[readers[block.OutputMap[m]]];
                for (int p = 1; p < block.Positions; p++)
                    if (!Alike(scale, by[m], scale.Block[readers[block.OutputMap[p * block.Columns + m]]]))
                        return null;
            }
            var weights = new double[block.Weights.Length];
            for (int i = 0; i < weights.Length; i++)
                weights[i] = block.Weights[i] * scale.Factor(by[i % block.Columns]);
            var bias = new double[block.Columns];
            for (int m = 0; m < bias.Length; m++)
                bias[m] = block.Bias[m] * scale.Factor(by[m]) + scale.Shift(by[m]);
            blocks.Add(
                block with
                {
                    OutputMap = ImmutableArray.CreateRange(block.OutputMap, element => readers[element]),
                    Weights = [.. weights],
                    Bias = [.. bias],
                    BiasSource = block.BiasSource ?? Source(scale, by),
                }
            );
        }
        return blocks.MoveToImmutable();
    }

    private static ImmutableArray<LinearBlock>? Composed(ElementScale first, ElementScale second)
    {
        var pairs = new Dictionary<(int First, int Second), List<int>>();
        for (int i = 0; i < second.Source.Length; i++)
        {
            var key = (first.Block[second.Source[i]], second.Block[i]);
            if (!pairs.TryGetValue(key, out var list))
                pairs.Add(key, list = []);
            list.Add(i);
        }
        return
        [
            .. pairs.Select(pair =>
            {
                LinearBlock a = first.Node.Blocks[pair.Key.First],
                    b = second.Node.Blocks[pair.Key.Second];
                return new LinearBlock(
                    1,
                    1,
                    [.. pair.Value.Select(i => first.Source[second.Source[i]])],
                    [.. pair.Value],
                    [a.Weights[0] * b.Weights[0]],
                    [a.Bias[0] * b.Weights[0] + b.Bias[0]],
                    a.WeightSource ?? b.WeightSource,
                    a.BiasSource ?? b.BiasSource
                );
            }),
        ];
    }

    private static bool Alike(ElementScale scale, int a, int b) =>
        a == b || scale.Factor(a) == scale.Factor(b) && scale.Shift(a) == scale.Shift(b) && Equals(Element(scale, a), Element(scale, b));

    private static (string Name, int Element)? Element(ElementScale scale, int block) =>
        scale.Node.Blocks[block].BiasSource is { } source ? (source.Name, source.Elements[0]) : null;

    // The shifts are the bias now, if they are elements of one initializer.
    private static Parameter? Source(ElementScale scale, int[] by)
    {
        var elements = by.Select(block => Element(scale, block)).ToArray();
        return elements[0] is { } first && elements.All(element => element?.Name == first.Name)
            ? new Parameter(first.Name, [.. elements.Select(element => element!.Value.Element)])
            : null;
    }
}
