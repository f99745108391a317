using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>Converts a float graph node by node: each exactly, then into its format.</summary>
internal static class GraphConversion
{
    /// <returns>The fixed-point graph, in which the result of every float tensor has that tensor's name, and what each became.</returns>
    public static (FixedGraph Graph, ImmutableArray<Converted> Tensors) Run(ConversionContext conversion)
    {
        var graph = conversion.Graph;
        var results = ImmutableArray.CreateBuilder<Converted>(graph.Nodes.Length);
        for (int n = 0; n < graph.Nodes.Length; n++)
        {
            var node = graph.Nodes[n];
            try
            {
                var result = Limited(conversion, Convert(conversion, node, n), n);
                results.Add(result);
                conversion[n] = conversion.OwnErrors ? result with { Error = new double[result.Error.Length] } : result;
            }
            catch (OverflowException)
            {
                throw ConversionContext.Refuse(
                    node,
                    $"a value would need more than {FixedFormat.MaxWidth} bits: give its operands formats of fewer bits or nearer fractions"
                );
            }
            catch (FastAIException e)
                when (e.Code == ExitCode.Unsupported && !e.Message.StartsWith(node.Origin.ToString(), StringComparison.Ordinal))
            {
                throw ConversionContext.Refuse(node, e.Message);
            }
        }
        foreach (var port in graph.Outputs)
        {
            MissingValues.Check(conversion, port);
            conversion.Builder.Output(port.Name, conversion[port.Node].Node);
        }
        return (Named(conversion.Builder.Build(), graph, results), results.ToImmutable());
    }

    private static Converted Convert(ConversionContext conversion, GraphNode node, int index)
    {
        if (node is GraphInput input)
            return Input(conversion, input, index);
        MissingValues.Check(conversion, node);
        var exact = node switch
        {
            GraphConstant constant => ConstantConversion.Convert(conversion, constant, index),
            GraphLinear linear => LinearConversion.Convert(conversion, linear, index),
            GraphBinary binary => ElementwiseConversion.Convert(conversion, binary),
            GraphSelect select => ElementwiseConversion.Convert(conversion, select),
            GraphImpute impute => MissingValues.Impute(conversion, impute),
            GraphIsMissing missing => MissingValues.Test(conversion, missing),
            GraphTreeEnsemble trees => TreeConversion.Convert(conversion, trees),
            GraphReduce reduce => ElementwiseConversion.Convert(conversion, reduce),
            GraphGather gather => ElementwiseConversion.Convert(conversion, gather),
            GraphPiecewise piecewise => PiecewiseConversion.Convert(conversion, piecewise, index),
            GraphFunction function => FunctionConversion.Convert(conversion, function, index),
            _ => throw ConversionContext.Refuse(node, $"{node.GetType().Name} is not known to the fixed-point conversion"),
        };
        if (node is GraphFunction or GraphConstant)
            return exact; // their formats are in their entries
        var precision = conversion.Plan.Decide(index, conversion.TypeOf(exact));
        conversion.Reasons[index] = precision.Reason;
        if (precision.Formats is not { } formats)
            return exact;
        if (exact.Missing is not null)
            throw ConversionContext.Refuse(
                node,
                "it holds values that can be missing, which are not rounded: state no format for it, the input's is its own"
            );
        return conversion.Quantize(
            ConversionContext.Step(node, "rounded"),
            node.Name,
            exact,
            formats,
            precision.Rounding,
            precision.Overflow
        );
    }

    // No error exceeds the distance between what the fixed-point tensor and the real one can be.
    private static Converted Limited(ConversionContext conversion, Converted result, int index)
    {
        GraphNode node = conversion.Graph.Nodes[index];
        TensorType type = conversion.TypeOf(result);
        conversion.Real[index] =
            node is GraphInput
                ? type.Elements.Stored.Select(ConversionContext.RangeOf).Aggregate((a, b) => a.Union(b))
                : RealRanges.Of(conversion, node);
        RealRange real = conversion.Real[index];
        return result with { Error = [.. result.Error.Select((e, i) => Math.Min(e, ConversionContext.RangeOf(type[i]).Distance(real)))] };
    }

    private static Converted Input(ConversionContext conversion, GraphInput node, int index)
    {
        var precision = conversion.Plan.Input(node, index);
        conversion.Reasons[index] = precision.Reason;
        int input = conversion.Builder.Input(
            node.Name,
            node.Shape,
            precision.Formats!,
            precision.Rounding,
            precision.Overflow,
            precision.Missing
        );
        return new(input, new double[node.Shape.Count], []) { Missing = precision.Missing };
    }

    // Several tensors may share one node (a clip without ends): the first gives its name.
    private static FixedGraph Named(FixedGraph graph, FloatGraph source, IReadOnlyList<Converted> results)
    {
        var nodes = graph.Nodes.ToBuilder();
        var named = new bool[nodes.Count];
        var taken = graph.Nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        for (int n = 0; n < results.Count; n++)
        {
            int result = results[n].Node;
            if (named[result])
                continue;
            named[result] = true;
            if (taken.Add(source.Nodes[n].Name))
                nodes[result] = nodes[result] with { Name = source.Nodes[n].Name };
        }
        var renamed = graph with { Nodes = nodes.ToImmutable() };
        FixedGraphVerifier.Verify(renamed);
        return renamed;
    }
}
