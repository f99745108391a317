using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Calibration;
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

    /// <summary>On the grid no path changes. Off it, an event is counted if rounding its inputs changes the score, and not if it changes no
    /// test of the float model's walks.</summary>
    [Fact]
    public void EventsThatChangeTheirPathAreCounted()
    {
        long counted = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            var graph = Create(seed, wholeLeaves: true);
            var random = new Random(seed);
            const int Events = 100;
            int width = graph.Nodes[0].Shape.Count;
            double[] grid =
            [
                .. Enumerable
                    .Range(0, Events * width)
                    .Select(_ => Quantizer.ToReal(random.NextInt64(Input.MinMantissa, Input.MaxMantissa), Input.Fraction)),
            ];
            double[] between = [.. grid.Select(v => v + 0.9 * random.NextDouble() * Input.Step)];
            var onGrid = Quantized(graph, grid);
            Assert.Equal((Events, 0, 0), (onGrid.Events, onGrid.ChangedEvents, onGrid.ChangedWalks));
            var report = Quantized(graph, between);
            var trees = graph.Nodes.OfType<GraphTreeEnsemble>().Single();
            int least = 0,
                most = 0;
            for (int e = 0; e < Events; e++)
            {
                double[] x = between[(e * width)..((e + 1) * width)],
                    held = [.. x.Select(v => Quantizer.ToReal(Quantizer.Quantize(v, Input, Rounding.Rnd, Overflow.Sat), Input.Fraction))];
                if (!Scores(graph, x).SequenceEqual(Scores(graph, held)))
                    least++;
                if (
                    Enumerable
                        .Range(0, trees.Structure.Nodes)
                        .Any(n => trees.Holds(n, x[trees.Structure.Features[n]]) != trees.Holds(n, held[trees.Structure.Features[n]]))
                )
                    most++;
            }
            Assert.InRange(report.ChangedEvents, least, most);
            Assert.InRange(report.ChangedWalks, report.ChangedEvents, report.ChangedEvents * report.Trees);
            counted += least;
        }
        Assert.True(counted > 100);
    }

    [Fact]
    public void CoarserThresholdsAreReported()
    {
        var graph = Create(3, wholeLeaves: false);
        var exact = FixedPointCompiler.Quantize(graph, new QuantizationOptions { InputFormat = Input, LeafBits = 3 }).Report.Trees.Single();
        var coarse = FixedPointCompiler
            .Quantize(
                graph,
                new QuantizationOptions { InputFormat = Input, LeafBits = 3 },
                PrecisionFile.Parse("y/threshold: \"fixed<5,4>\"\n", "trees.yaml")
            )
            .Report.Trees.Single();
        Assert.Equal((0, 0.0), (exact.Rounding.MovedThresholds, exact.Rounding.LargestMove));
        Assert.InRange(exact.Rounding.LeafError, 1e-6, 0.0625);
        Assert.True(coarse.Rounding.MovedThresholds > 0);
        Assert.InRange(coarse.Rounding.LargestMove, 1e-6, 0.25 + Input.Step);
        Assert.True(coarse.ScoreError > exact.ScoreError && coarse.DistinctTests <= exact.DistinctTests);
    }

    private static TreeReport Quantized(FloatGraph graph, double[] events) =>
        FixedPointCompiler
            .Quantize(
                graph,
                new QuantizationOptions { InputFormat = Input },
                PrecisionFile.Parse("x: { format: \"fixed<7,4>\", rounding: RND, overflow: SAT }\n", "x.yaml"),
                new CalibrationData(100, [events])
            )
            .Report.Trees.Single();

    private static double[] Scores(FloatGraph graph, double[] x) => GraphEvaluator.Run(graph, [x])[graph.Outputs[0].Node];

    [Fact]
    public void WhatTheInputsCannotReachIsPruned()
    {
        var structure = new TreeStructure([0, 3, 4], [0, 1, 2], [0, 0], [0, 0, 0, 0], [1, ~0, ~2, ~4], [2, ~1, ~3, ~5], 6);
        var graph = new FloatGraphs();
        graph.Input("x", false, 1);
        // x < 1 and then x < 2 again; x <= 100 always.
        graph.Output(
            "y",
            graph.Add(
                new GraphTreeEnsemble(
                    "y",
                    new Shape(1),
                    FloatGraphs.From("y", "TreeEnsemble"),
                    0,
                    structure,
                    [1, 2, 3, 100],
                    [true, true, true, false],
                    [1, 2, 3, 4, 5, 6],
                    [7]
                )
            )
        );
        var node = Assert.Single(
            FixedPointCompiler
                .Quantize(graph.Build(), new QuantizationOptions { InputFormat = Input })
                .Graph.Nodes.OfType<TreeEnsembleNode>()
        );
        Assert.Equal(1, node.Ensemble.Structure.Trees);
        Assert.Equal(2, node.Ensemble.Structure.Nodes);
        Assert.Equal((7 + 5) << 10, node.Ensemble.Base[0]);
    }

    private static void Check(FloatGraph graph, QuantizationResult result, int seed)
    {
        var random = new Random(seed);
        for (int e = 0; e < 20; e++)
            Comparison.WithinBound(graph, result, Comparison.Mantissas(result.Graph, random));
    }

    private static FloatGraph Create(int seed, bool wholeLeaves)
    {
        var random = new Random(seed);
        var graph = new FloatGraphs();
        graph.Input("x", false, random.Next(1, 6));
        int targets = random.Next(1, 4);
        var type = new TensorType(graph[0].Shape, PerElement<ElementType>.Uniform(ElementType.Full(Input), graph[0].Shape.Count));
        var trees = RandomTrees.Create(random, type, targets, random.Next(1, 6), 15, 6);
        double Threshold(long mantissa) =>
            random.Next(12) == 0
                ? (random.Next(2) == 0 ? double.NegativeInfinity : double.PositiveInfinity)
                : Quantizer.ToReal(mantissa, Input.Fraction) + (random.Next(2) == 0 ? 0 : (random.NextDouble() - 0.5) * Input.Step);
        double Leaf(long value) => wholeLeaves ? value : value * 0.0123456789;
        graph.Output(
            "y",
            graph.Add(
                new GraphTreeEnsemble(
                    "y",
                    new Shape(targets),
                    FloatGraphs.From("y", "TreeEnsemble"),
                    0,
                    trees.Structure,
                    [.. trees.Thresholds.Select(Threshold)],
                    [.. trees.Thresholds.Select(_ => random.Next(2) == 0)],
                    [.. trees.Values.Select(Leaf)],
                    [.. trees.Base.Select(Leaf)]
                )
            )
        );
        return graph.Build();
    }
}
