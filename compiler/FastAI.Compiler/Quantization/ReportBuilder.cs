using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Compiler.Quantization.Conversion;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization;

/// <summary>Collects the report from a finished conversion, before passes remove anything.</summary>
internal static class ReportBuilder
{
    public static QuantizationReport Build(
        ConversionContext conversion,
        FixedGraph fixedGraph,
        ImmutableArray<Converted> tensors,
        ImmutableArray<Converted> own,
        CalibrationData? calibration,
        TensorStatistics[]? seen
    )
    {
        var graph = conversion.Graph;
        var (measured, paths) = calibration is null
            ? (null, null)
            : AgreementRun.Measure(graph, fixedGraph, tensors, calibration, seen!, conversion);
        var reports = ImmutableArray.CreateBuilder<TensorReport>(tensors.Length);
        for (int n = 0; n < tensors.Length; n++)
            reports.Add(Tensor(conversion, graph.Nodes[n], n, fixedGraph.Nodes[tensors[n].Node], own[n].Error.Max(), measured?[n]));
        return new(
            reports.MoveToImmutable(),
            [.. graph.Outputs.Select(port => Bound(port, tensors[port.Node]))],
            calibration?.Events ?? 0,
            [.. conversion.Warnings]
        )
        {
            CalibrationEventsWithMissing = calibration?.EventsWithMissing() ?? 0,
            Trees =
            [
                .. Enumerable
                    .Range(0, tensors.Length)
                    .Where(n => graph.Nodes[n] is GraphTreeEnsemble)
                    .Select(n => Trees(conversion, n, fixedGraph.TreesOf(tensors[n].Node).Ensemble, own[n].Error.Max(), paths?[n])),
            ],
        };
    }

    private static TreeReport Trees(ConversionContext conversion, int node, TreeEnsemble ensemble, double error, PathCount? paths)
    {
        var trees = (GraphTreeEnsemble)conversion.Graph.Nodes[node];
        int distinct = ensemble.Structure.Features.Zip(ensemble.Thresholds).Distinct().Count();
        return new(
            trees.Name,
            ensemble.Structure.Trees,
            ensemble.Structure.Nodes,
            distinct,
            conversion.Trees[trees],
            error,
            paths?.Events ?? 0,
            paths?.ChangedEvents ?? 0,
            paths?.ChangedWalks ?? 0
        );
    }

    private static TensorReport Tensor(
        ConversionContext conversion,
        GraphNode node,
        int index,
        FixedNode result,
        double ownError,
        SeenReport? seen
    )
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (var element in result.Type.Elements.Stored)
        {
            low = Math.Min(low, Math.ScaleB((double)element.Range.Low, -element.Fraction));
            high = Math.Max(high, Math.ScaleB((double)element.Range.High, -element.Fraction));
        }
        var quantize = result as QuantizeNode;
        return new(
            node.Name,
            node.Origin.ToString(),
            [
                .. result.Type.Elements.Stored.Select(e => e.Format) is var formats && formats.Distinct().Count() == 1
                    ? formats.Take(1)
                    : formats,
            ],
            quantize?.Rounding,
            quantize?.Overflow,
            conversion.Reasons[index],
            low,
            high,
            ownError,
            seen
        );
    }

    private static OutputBound Bound(OutputPort port, Converted tensor) =>
        new(port.Name, tensor.Error.Max(), [.. tensor.Error], [.. tensor.Conditions]);
}
