using System.Globalization;
using System.Text;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Quantization;

/// <summary>On random graphs the fixed-point result lies within its proved bound of the float result.</summary>
public sealed class ErrorBoundTests
{
    private const int Events = 12;

    private static readonly QuantizationOptions Options = new()
    {
        InputFormat = new FixedFormat(true, 8, 3),
        ActivationBits = 12,
        WeightBits = 8,
        TableBits = 8,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HoldsWithoutCalibration(bool smooth)
    {
        int held = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            var graph = new RandomFloatGraphs(seed).Create(6, smooth);
            held += Check(graph, () => FixedPointCompiler.Quantize(graph, Options), seed);
        }
        Assert.True(held > 600, $"only {held} events had a bound to hold");
    }

    [Fact]
    public void HoldsWithCalibration()
    {
        int held = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            var graph = new RandomFloatGraphs(1000 + seed).Create(6, smooth: true);
            var data = Calibration(graph, seed);
            held += Check(
                graph,
                () =>
                    FixedPointCompiler.Quantize(
                        graph,
                        Options with
                        {
                            InputFormat = null,
                            InputBits = 9,
                            Method = (RangeMethod)(seed % 3),
                        },
                        null,
                        data
                    ),
                seed
            );
        }
        Assert.True(held > 300, $"only {held} events had a bound to hold");
    }

    [Fact]
    public void HoldsForStatedFormatsOfEveryMode()
    {
        int held = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var graph = new RandomFloatGraphs(2000 + seed).Create(6, smooth: seed % 2 == 0);
            var precision = PrecisionFile.Parse(Stated(graph, new Random(seed)), "random.yaml");
            held += Check(graph, () => FixedPointCompiler.Quantize(graph, Options, precision), seed);
        }
        Assert.True(held > 300, $"only {held} events had a bound to hold");
    }

    [Fact]
    public void IsZeroWhenNothingIsRounded()
    {
        int compared = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            var graph = Dyadics(new RandomFloatGraphs(3000 + seed).Create(5, smooth: false));
            QuantizationResult result;
            try
            {
                result = FixedPointCompiler.Quantize(
                    graph,
                    Options,
                    PrecisionFile.Parse(
                        "x: fixed<8,3>\nz: fixed<6,3>\n\"*\": exact\n".Replace(
                            "z: fixed<6,3>\n",
                            graph.Inputs.Length > 1 ? "z: fixed<6,3>\n" : ""
                        ),
                        "exact.yaml"
                    )
                );
            }
            catch (FastAIException e) when (e.Code == ExitCode.Unsupported)
            {
                continue;
            }
            Assert.All(result.Report.Outputs, o => Assert.Equal(0, o.Bound));
            Assert.All(result.Report.Outputs, o => Assert.Empty(o.Conditions));
            var random = new Random(seed);
            for (int e = 0; e < Events; e++)
                Assert.True(Comparison.WithinBound(graph, result, Comparison.Mantissas(result.Graph, random)));
            compared++;
        }
        Assert.True(compared > 60, $"only {compared} graphs were compared");
    }

    // Events whose bound was held against; a graph that outgrows 63 bits is refused with a message that names a tensor.
    private static int Check(FloatGraph graph, Func<QuantizationResult> convert, int seed)
    {
        QuantizationResult result;
        try
        {
            result = convert();
        }
        catch (FastAIException e) when (e.Code == ExitCode.Unsupported)
        {
            Assert.Contains("(tensor '", e.Message, StringComparison.Ordinal);
            return 0;
        }
        var random = new Random(seed);
        int held = 0;
        for (int e = 0; e < Events; e++)
            if (
                Comparison.WithinBound(graph, result, Comparison.Mantissas(result.Graph, random))
                && result.Report.Outputs.All(o => double.IsFinite(o.Bound))
            )
                held++;
        return held;
    }

    private static CalibrationData Calibration(FloatGraph graph, int seed)
    {
        var random = new Random(seed);
        const int events = 50;
        return new CalibrationData(
            events,
            [
                .. graph.Inputs.Select(i =>
                    Enumerable.Range(0, events * graph.Nodes[i].Shape.Count).Select(_ => (random.NextDouble() - 0.5) * 6).ToArray()
                ),
            ]
        );
    }

    private static string Stated(FloatGraph graph, Random random)
    {
        string[] roundings = ["TRN", "TRN_ZERO", "RND", "RND_ZERO", "RND_INF", "RND_MIN_INF", "RND_CONV"];
        string[] overflows = ["WRAP", "SAT", "SAT_ZERO", "SAT_SYM"];
        var text = new StringBuilder();
        string Format() => string.Create(CultureInfo.InvariantCulture, $"\"fixed<{random.Next(8, 14)},{random.Next(5, 8)}>\"");
        foreach (var node in graph.Nodes)
        {
            if (node is GraphInput || random.Next(2) == 0)
                continue;
            string format =
                random.Next(3) == 0 ? "[" + string.Join(", ", Enumerable.Range(0, node.Shape.Count).Select(_ => Format())) + "]" : Format();
            text.Append(
                CultureInfo.InvariantCulture,
                $"{node.Name}: {{ format: {format}, rounding: {roundings[random.Next(7)]}, overflow: {overflows[random.Next(4)]} }}\n"
            );
            if (node is GraphLinear { Blocks: [{ WeightSource: { } weights }] })
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{weights.Name}: {{ format: [{string.Join(", ", weights.Elements.Select(_ => $"\"fixed<{random.Next(3, 9)},2>\""))}] }}\n"
                );
        }
        return text.ToString();
    }

    // The same graph with weights, biases, slopes and ends that short words hold exactly.
    private static FloatGraph Dyadics(FloatGraph graph)
    {
        static double Coarse(double v) => double.IsFinite(v) ? Math.Round(v * 16) / 16 : v;
        return graph with
        {
            Nodes =
            [
                .. graph.Nodes.Select(n =>
                    n switch
                    {
                        GraphLinear linear => linear with
                        {
                            Blocks =
                            [
                                .. linear.Blocks.Select(b =>
                                    b with
                                    {
                                        Weights = [.. b.Weights.Select(Coarse)],
                                        Bias = [.. b.Bias.Select(Coarse)],
                                    }
                                ),
                            ],
                        },
                        GraphPiecewise p => p with
                        {
                            Low = Coarse(p.Low),
                            High = Coarse(p.High),
                            Slope = p.Slope is null ? null : PerElement<double>.Uniform(Coarse(p.Slope[0]), p.Shape.Count),
                        },
                        _ => n,
                    }
                ),
            ],
        };
    }
}
