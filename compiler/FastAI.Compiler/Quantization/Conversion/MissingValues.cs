using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Where missing values may go. The mantissa that stands for one is a number to every operation but those that know it: tests of trees,
/// what tests for it or imputes, and what only moves elements. Everything else refuses it.
/// </summary>
internal static class MissingValues
{
    /// <exception cref="FastAIException">The node computes with an element that can be missing.</exception>
    public static void Check(ConversionContext conversion, GraphNode node)
    {
        if (node is GraphGather or GraphTreeEnsemble or GraphImpute or GraphIsMissing)
            return;
        foreach (int operand in node.Operands)
            if (
                operand != Replaced(conversion, node)
                && conversion[operand].Missing is { } missing
                && Read(node).Any(i => missing[i] != MissingValue.None)
            )
                throw ConversionContext.Refuse(
                    node,
                    $"it computes with values of input '{Source(conversion, operand)}' that can be missing (the precision file says 'missing'), and fixed point has no NaN: "
                        + "only tests of decision trees, IsNaN, Imputer with a replaced value of NaN, Where(IsNaN(x), value, x) and operators that move elements take them; "
                        + "put an Imputer in front of it, or say 'missing: [least, none, ...]' for those elements alone that trees read"
                );

        // Linear maps and reductions may read some elements of their operand alone.
        IEnumerable<int> Read(GraphNode reader) =>
            reader switch
            {
                GraphLinear linear => linear.Blocks.SelectMany(b => b.InputMap).Where(i => i >= 0),
                GraphReduce reduce => reduce.Groups,
                _ => Enumerable.Range(0, reader.Shape.Count),
            };
    }

    // The operand of a choice whose missing elements it replaces by others.
    private static int Replaced(ConversionContext conversion, GraphNode node) =>
        node is GraphSelect select
        && conversion.Graph.Nodes[select.Condition] is GraphIsMissing test
        && test.Input == select.WhenFalse
        && select.WhenTrue != select.WhenFalse
            ? select.WhenFalse
            : -1;

    /// <exception cref="FastAIException">An output holds elements that can be missing.</exception>
    public static void Check(ConversionContext conversion, OutputPort port)
    {
        if (conversion[port.Node].Missing is not null)
            throw ConversionContext.Refuse(
                conversion.Graph.Nodes[port.Node],
                $"output '{port.Name}' holds values of input '{Source(conversion, port.Node)}' that can be missing: results have no NaN; leave the output out, or put an Imputer in front of it"
            );
    }

    /// <summary>What stands for missing values in moved elements; null where none can be missing.</summary>
    public static PerElement<MissingValue>? Moved(IReadOnlyList<(Converted Tensor, int Count)> operands, ImmutableArray<int> map)
    {
        if (operands.All(o => o.Tensor.Missing is null))
            return null;
        MissingValue[] all =
        [
            .. operands.SelectMany(o => Enumerable.Range(0, o.Count).Select(i => o.Tensor.Missing?[i] ?? MissingValue.None)),
        ];
        var moved = PerElement<MissingValue>.Create(map.Length, i => all[map[i]]);
        return moved.Stored.Any(m => m != MissingValue.None) ? moved : null;
    }

    /// <summary>An element that can be missing takes the imputed value, brought to its format, which is never the mantissa that stands for
    /// missing values.</summary>
    public static Converted Impute(ConversionContext conversion, GraphImpute node)
    {
        var x = conversion[node.Input];
        if (x.Missing is not { } missing)
            return x;
        var type = conversion.TypeOf(x);
        long[] kept = new long[type.Count],
            imputed = new long[type.Count];
        var error = (double[])x.Error.Clone();
        for (int i = 0; i < type.Count; i++)
        {
            var format = type[i].Format;
            // No mantissa is equal to one beyond the format.
            kept[i] = missing[i].Mantissa(format) ?? checked(format.MaxMantissa + 1);
            if (missing[i] == MissingValue.None)
                continue;
            imputed[i] = Quantizer.Quantize(node.Values[i], format, Rounding.RndConv, Overflow.Sat, missing[i]);
            error[i] = Math.Max(error[i], Math.Abs(Quantizer.ToReal(imputed[i], format.Fraction) - node.Values[i]));
        }
        int result = Replace(conversion, node, "", x.Node, kept, imputed);
        return new(result, error, x.Conditions);
    }

    /// <summary>1 where an element is the mantissa that stands for missing values.</summary>
    public static Converted Test(ConversionContext conversion, GraphIsMissing node)
    {
        var x = conversion[node.Input];
        var type = conversion.TypeOf(x);
        var error = new double[type.Count];
        if (x.Missing is not { } missing)
            return new(
                conversion.Builder.Constant(
                    ConversionContext.Step(node, "never"),
                    type.Shape,
                    [.. new long[type.Count]],
                    PerElement<int>.Uniform(0, type.Count)
                ),
                error,
                []
            );
        // No mantissa is equal to one beyond the format.
        long[] kept =
        [
            .. Enumerable.Range(0, type.Count).Select(i => missing[i].Mantissa(type[i].Format) ?? checked(type[i].Format.MaxMantissa + 1)),
        ];
        var fractions = PerElement<int>.Create(type.Count, i => type[i].Fraction);
        int constant = conversion.Builder.Constant(ConversionContext.Step(node, "kept"), type.Shape, [.. kept], fractions);
        return new(conversion.Builder.Binary(ConversionContext.Step(node, "exact"), BinaryOperation.Equal, x.Node, constant), error, []);
    }

    /// <summary>The tensor with other mantissas in the place of given ones.</summary>
    public static int Replace(ConversionContext conversion, GraphNode node, string step, int tensor, long[] replaced, long[] by)
    {
        var type = conversion.Builder.TypeOf(tensor);
        string Name(string part) => ConversionContext.Step(node, step + part);
        var fractions = PerElement<int>.Create(type.Count, i => type[i].Fraction);
        int kept = conversion.Builder.Constant(Name("kept"), type.Shape, [.. replaced], fractions),
            other = conversion.Builder.Constant(Name("imputed"), type.Shape, [.. by], fractions),
            missing = conversion.Builder.Binary(Name("missing"), BinaryOperation.Equal, tensor, kept);
        return conversion.Builder.Select(Name("present"), missing, other, tensor);
    }

    private static string Source(ConversionContext conversion, int tensor)
    {
        while (conversion.Graph.Nodes[tensor] is GraphGather gather)
            tensor = gather.Inputs.First(input => conversion[input].Missing is not null);
        return conversion.Graph.Nodes[tensor].Name;
    }
}
