using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Quantization;

public sealed class LinearQuantizationTests
{
    [Fact]
    public void ElementsOfDifferentFractionsAreAlignedWhereAWeightServesBoth()
    {
        // Two positions of one 1 x 1 block read elements of 2 and of 5 fraction bits.
        var g = new FloatGraphs();
        int x = g.Input("x", false, 2);
        var block = new LinearBlock(1, 1, [0, 1], [0, 1], [0.75], [0.5], new Parameter("w", [0]), null);
        g.Output("y", g.Add(new GraphLinear("y", new Shape(2), FloatGraphs.From("y", "Conv"), x, [block])));
        var graph = g.Build();
        var result = FixedPointCompiler.Quantize(
            graph,
            new(),
            PrecisionFile.Parse("x: { format: [\"fixed<6,4>\", \"fixed<8,3>\"] }\n\"*\": exact", "p.yaml")
        );
        Assert.Equal(0, result.Report.Outputs[0].Bound);
        for (long a = -32; a < 32; a++)
        for (long b = -128; b < 128; b++)
            Assert.True(Comparison.WithinBound(graph, result, [a, b]));
    }

    [Fact]
    public void ElementsOfDifferentFractionsStayWhereEachHasItsOwnWeight()
    {
        var g = new FloatGraphs();
        int x = g.Input("x", false, 2);
        g.Output(
            "y",
            g.Dense(
                "y",
                x,
                new double[,]
                {
                    { 0.75 },
                    { 3 },
                },
                [0],
                "w"
            )
        );
        var result = FixedPointCompiler.Quantize(
            g.Build(),
            new(),
            PrecisionFile.Parse("x: { format: [\"fixed<6,4>\", \"fixed<8,3>\"] }\n\"*\": exact", "p.yaml")
        );
        var affine = result.Graph.Nodes.OfType<AffineNode>().Single();
        Assert.IsType<InputNode>(result.Graph.Nodes[affine.Input]);
        Assert.Equal(5, affine.Type[0].Fraction); // 2 + 2 and 5 + 0
        Assert.Equal([6L, 3L], affine.Blocks[0].Weights.ToArray());
    }

    [Fact]
    public void StatedWeightsAreTheNearestOfTheirFormat()
    {
        var g = new FloatGraphs();
        int x = g.Input("x", false, 4);
        g.Output(
            "y",
            g.Dense(
                "y",
                x,
                new double[,]
                {
                    { 0.3 },
                    { -0.3 },
                    { 0.375 },
                    { 5 },
                },
                [0.1],
                "w",
                "b"
            )
        );
        var result = FixedPointCompiler.Quantize(
            g.Build(),
            new(),
            PrecisionFile.Parse("x: fixed<4,4>\nw: fixed<4,2>\nb: fixed<6,1>\ny: exact", "p.yaml")
        );
        var affine = result.Graph.Nodes.OfType<AffineNode>().Single();
        Assert.Equal(5, affine.Type[0].Fraction); // the bias is finer than the products
        Assert.Equal([8L, -8L, 16L, 56L], affine.Blocks[0].Weights.ToArray()); // .25, -.25, .5 (tie to even), 1.75 (saturated), each times 2^5
        Assert.Equal([3L], affine.Blocks[0].Bias.ToArray());
        Assert.Contains("1 weights or biases", Assert.Single(result.Report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ExactWeightsKeepEveryBitOfAFloat()
    {
        float[] values = [0.1f, -3.25f, 1e-3f, 7f];
        var g = new FloatGraphs();
        int x = g.Input("x", false, 4);
        g.Output(
            "y",
            g.Dense(
                "y",
                x,
                new double[,]
                {
                    { values[0] },
                    { values[1] },
                    { values[2] },
                    { values[3] },
                },
                [0.7f],
                "w",
                "b"
            )
        );
        var graph = g.Build();
        var result = FixedPointCompiler.Quantize(graph, new(), PrecisionFile.Parse("x: fixed<8,3>\n\"*\": exact", "p.yaml"));
        Assert.Equal(0, result.Report.Outputs[0].Bound);
        var random = new Random(1);
        for (int i = 0; i < 50; i++)
            Assert.True(Comparison.WithinBound(graph, result, Comparison.Mantissas(result.Graph, random)));
    }

    [Fact]
    public void AnAccumulatorBeyond63BitsIsRefusedByName()
    {
        var g = new FloatGraphs();
        int x = g.Input("x", false, 2);
        g.Output(
            "y",
            g.Dense(
                "y",
                x,
                new double[,]
                {
                    { 1e-10 },
                    { 1 / 3.0 },
                },
                [0],
                "w"
            )
        );
        var failure = Assert.Throws<FastAIException>(() =>
            FixedPointCompiler.Quantize(g.Build(), new(), PrecisionFile.Parse("x: fixed<16,3>\n\"*\": exact", "p.yaml"))
        );
        Assert.Equal(ExitCode.Unsupported, failure.Code);
        Assert.StartsWith("Gemm 'node_y' (tensor 'y')", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChosenWeightsFillTheirBitsInEveryColumn()
    {
        var random = new Random(3);
        var weights = new double[20, 6];
        for (int k = 0; k < 20; k++)
        for (int m = 0; m < 6; m++)
            weights[k, m] = (random.NextDouble() - 0.5) * Math.ScaleB(1, m - 3);
        var g = new FloatGraphs();
        int x = g.Input("x", false, 20);
        g.Output("y", g.Dense("y", x, weights, new double[6], "w"));
        var result = FixedPointCompiler.Quantize(g.Build(), new() { InputFormat = new FixedFormat(true, 6, 1), WeightBits = 7 });
        var block = result.Graph.Nodes.OfType<AffineNode>().Single().Blocks[0];
        for (int m = 0; m < 6; m++)
        {
            long[] column = [.. Enumerable.Range(0, 20).Select(k => block.Weight(k, m))];
            Assert.All(column, w => Assert.InRange(w, -64, 63));
            Assert.True(column.Max(Math.Abs) >= 32);
        }
    }

    [Fact]
    public void AnInputWithoutFormatIsRefusedWithWhatToGive()
    {
        var g = new FloatGraphs();
        g.Output("y", g.Piecewise("y", PiecewiseKind.Relu, g.Input("x", false, 2)));
        var failure = Assert.Throws<FastAIException>(() => FixedPointCompiler.Quantize(g.Build(), new()));
        Assert.Contains("--calibrate", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--precision", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameArgumentsGiveTheSameGraph()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            var options = new QuantizationOptions
            {
                InputFormat = new FixedFormat(true, 8, 3),
                ActivationBits = 9,
                TableBits = 8,
            };
            QuantizationResult Run() => FixedPointCompiler.Quantize(new RandomFloatGraphs(seed).Create(5, smooth: true), options);
            QuantizationResult a,
                b;
            try
            {
                (a, b) = (Run(), Run());
            }
            catch (FastAIException e) when (e.Code == ExitCode.Unsupported)
            {
                continue;
            }
            var mantissas = Comparison.Mantissas(a.Graph, new Random(seed));
            Assert.Equal(a.Graph.Nodes.Select(n => (n.Name, n.Type)), b.Graph.Nodes.Select(n => (n.Name, n.Type)));
            Assert.Equal(Oracle.Run(a.Graph, mantissas), Oracle.Run(b.Graph, mantissas));
        }
    }
}
