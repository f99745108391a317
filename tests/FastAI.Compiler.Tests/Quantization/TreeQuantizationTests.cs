using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Quantization;

/// <summary>Decision trees in fixed point against the float meaning, on events near and on the thresholds.</summary>
public sealed class TreeQuantizationTests
{
    private static readonly FixedFormat Input = new(true, 7, 4);

    /// <summary>Leaves are whole numbers, so that nothing is rounded: any difference is another path.</summary>
    [Fact]
    public void EveryEventTakesItsPathWhateverTheThresholds()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var graph = Create(seed, wholeLeaves: true);
            var result = FixedPointCompiler.Quantize(graph, new QuantizationOptions { InputFormat = Input });
            Assert.All(result.Report.Outputs, output => Assert.Equal(0, output.Bound));
            Check(graph, result, seed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("y/threshold: \"fixed<6,4>\"\n")]
    [InlineData("y/leaf: \"fixed<6,3>\"\n")]
    [InlineData("'*': \"fixed<5,4>\"\nx: \"fixed<7,4>\"\n")]
    public void TheBoundHolds(string precision)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var graph = Create(seed, wholeLeaves: false);
            var file = precision.Length == 0 ? null : PrecisionFile.Parse(precision, "trees.yaml");
            Check(graph, FixedPointCompiler.Quantize(graph, new QuantizationOptions { InputFormat = Input, LeafBits = 3 }, file), seed);
        }
    }

    [Fact]
    public void WhatTheInputsCannotReachIsPruned()
    {
        var structure = new TreeStructure([0, 3, 4], [0, 1, 2], [0, 0], [0, 0, 0, 0], [1, ~0, ~2, ~4], [2, ~1, ~3, ~5], 6);
        var graph = new FloatGraphs();
        graph.Input("x", false, 1);
        // x < 1 and then x < 2 again; x <= 100 always.
        graph.Output("y", graph.Add(new GraphTreeEnsemble("y", new Shape(1), FloatGraphs.From("y", "TreeEnsemble"), 0, structure, [1, 2, 3, 100], [true, true, true, false], [1, 2, 3, 4, 5, 6], [7])));
        var node = Assert.Single(FixedPointCompiler.Quantize(graph.Build(), new QuantizationOptions { InputFormat = Input }).Graph.Nodes.OfType<TreeEnsembleNode>());
        Assert.Equal(1, node.Ensemble.Structure.Trees);
        Assert.Equal(2, node.Ensemble.Structure.Nodes);
        Assert.Equal((7 + 5) << 10, node.Ensemble.Base[0]);
    }

    private static void Check(FloatGraph graph, QuantizationResult result, int seed)
    {
        var random = new Random(seed);
        for (int e = 0; e < 20; e++) Comparison.WithinBound(graph, result, Comparison.Mantissas(result.Graph, random));
    }

    private static FloatGraph Create(int seed, bool wholeLeaves)
    {
        var random = new Random(seed);
        var graph = new FloatGraphs();
        graph.Input("x", false, random.Next(1, 6));
        int targets = random.Next(1, 4);
        var type = new TensorType(graph[0].Shape, PerElement<ElementType>.Uniform(ElementType.Full(Input), graph[0].Shape.Count));
        var trees = RandomTrees.Create(random, type, targets, random.Next(1, 6), 15, 6);
        double Threshold(long mantissa) => random.Next(12) == 0
            ? (random.Next(2) == 0 ? double.NegativeInfinity : double.PositiveInfinity)
            : Quantizer.ToReal(mantissa, Input.Fraction) + (random.Next(2) == 0 ? 0 : (random.NextDouble() - 0.5) * Input.Step);
        double Leaf(long value) => wholeLeaves ? value : value * 0.0123456789;
        graph.Output("y", graph.Add(new GraphTreeEnsemble(
            "y", new Shape(targets), FloatGraphs.From("y", "TreeEnsemble"), 0, trees.Structure, [.. trees.Thresholds.Select(Threshold)],
            [.. trees.Thresholds.Select(_ => random.Next(2) == 0)], [.. trees.Values.Select(Leaf)], [.. trees.Base.Select(Leaf)])));
        return graph.Build();
    }
}
