using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Conversion;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using Xunit;

namespace FastAI.Compiler.Tests.Quantization;

/// <summary>On random graphs every value of every real tensor lies in the range that interval arithmetic gives.</summary>
public sealed class RealRangeTests
{
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
    public void HoldsEveryValue(bool smooth)
    {
        int bounded = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            FloatGraph graph = new RandomFloatGraphs(5000 + seed).Create(6, smooth);
            if (Ranges(graph) is not { } ranges)
                continue;
            var evaluator = new GraphEvaluator(graph);
            var random = new Random(seed);
            for (int e = 0; e < 12; e++)
            {
                evaluator.Evaluate([.. graph.Inputs.Select(i => Values(random, graph.Nodes[i].Shape.Count))]);
                for (int n = 0; n < graph.Nodes.Length; n++)
                    foreach (double value in evaluator[n])
                        Assert.True(
                            !double.IsFinite(value) || ranges[n].Low <= value && value <= ranges[n].High,
                            $"seed {seed}, tensor '{graph.Nodes[n].Name}': {value:R} is outside {ranges[n]}"
                        );
            }
            bounded += ranges.Count(r => double.IsFinite(r.Magnitude));
        }
        Assert.True(bounded > 700, $"only {bounded} tensors have a finite range");
    }

    [Fact]
    public void EndsAreThoseOfTheFunction()
    {
        var root = new GraphFunction("f", new Shape(1), new Origin("Sqrt", "f"), FunctionKind.ReciprocalSqrt, 0);
        RealRange range = FunctionBounds.Range(root, new RealRange(1e-4, double.PositiveInfinity));
        Assert.Equal(100, range.High, 1e-6);
        Assert.Equal(0, range.Low, 1e-9);
        Assert.Equal(RealRange.Everything, FunctionBounds.Range(root, new RealRange(-1, 1)));
    }

    private static RealRange[]? Ranges(FloatGraph graph)
    {
        var plan = new PrecisionPlan(graph, Options, new PrecisionMap(graph, null), null, null);
        var conversion = new ConversionContext(graph, Options, plan);
        try
        {
            GraphConversion.Run(conversion);
        }
        catch (FastAIException e) when (e.Code == ExitCode.Unsupported)
        {
            return null;
        }
        return conversion.Real;
    }

    // The ends of the format half of the time.
    private static double[] Values(Random random, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    random.Next(4) switch
                    {
                        0 => Options.InputFormat!.Value.MinMantissa,
                        1 => Options.InputFormat!.Value.MaxMantissa,
                        _ => random.Next((int)Options.InputFormat!.Value.MinMantissa, (int)Options.InputFormat!.Value.MaxMantissa + 1),
                    } * Options.InputFormat!.Value.Step
                ),
        ];
}
