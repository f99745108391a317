using FastAI.Compiler.Graph;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Calibration;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Quantization;

public sealed class CalibrationTests
{
    private readonly Random random = new(7);

    /// <summary>A network that nobody prepared for fixed point loses less than a percent of its output's
    /// size with the default options.</summary>
    [Fact]
    public void AFloatNetworkKeepsItsAccuracyByDefault()
    {
        var graph = Network();
        var result = FixedPointCompiler.Quantize(graph, new(), null, Normals(500, 16));
        foreach (var tensor in result.Report.Tensors)
            Assert.True(tensor.Seen!.SignalToNoise > 40, $"{tensor.Name}: {tensor.Seen.SignalToNoise:F1} dB");
    }

    [Fact]
    public void MoreBitsGiveLessNoise()
    {
        var graph = Network();
        var data = Normals(300, 16);
        double Noise(int weights, int activations) =>
            FixedPointCompiler
                .Quantize(graph, new() { WeightBits = weights, ActivationBits = activations }, null, data)
                .Report.Tensors[^1]
                .Seen!.SignalToNoise;
        Assert.True(Noise(6, 12) > Noise(4, 12) + 6);
        Assert.True(Noise(10, 12) > Noise(6, 12) + 6);
        Assert.True(Noise(12, 12) > Noise(12, 6) + 6);
    }

    [Fact]
    public void TheReportsNoiseAndSaturationsAreTheOracles()
    {
        var graph = Network();
        var data = Normals(40, 16);
        var precision = PrecisionFile.Parse(
            "x: { format: \"fixed<8,2>\", rounding: RND, overflow: SAT }\nrelu0: { format: \"ufixed<8,1>\", rounding: RND, overflow: SAT }",
            "p.yaml"
        );
        var result = FixedPointCompiler.Quantize(graph, new(), precision, data);
        int output = result.Graph.Outputs[0].Node;
        double signal = 0,
            noise = 0,
            worst = 0;
        long inputs = 0,
            limited = 0;
        for (int e = 0; e < data.Events; e++)
        {
            double[] x = data.Inputs[0][(e * 16)..((e + 1) * 16)];
            long[] mantissas = [.. x.Select(v => Quantizer.Quantize(v, new FixedFormat(true, 8, 2), Rounding.Rnd, Overflow.Sat))];
            inputs += x.Count(v => Math.Floor(v * 64 + 0.5) is < -128 or > 127);
            long[][] traced = Oracle.Trace(result.Graph, mantissas);
            double[] wanted = GraphEvaluator.Run(graph, [x])[^1];
            for (int i = 0; i < wanted.Length; i++)
            {
                double difference = Quantizer.ToReal(traced[output][i], result.Graph.Nodes[output].Type[i].Fraction) - wanted[i];
                (signal, noise, worst) = (
                    signal + wanted[i] * wanted[i],
                    noise + difference * difference,
                    Math.Max(worst, Math.Abs(difference))
                );
            }
            var relu = result.Graph.Nodes.OfType<QuantizeNode>().Single(q => q.Name == "relu0");
            for (int i = 0; i < relu.Type.Count; i++)
                if (Quantizer.Round(traced[relu.Input][i], result.Graph.Nodes[relu.Input].Type[i].Fraction - 7, Rounding.Rnd) > 255)
                    limited++;
        }
        var report = result.Report.Tensors.ToDictionary(t => t.Name);
        Assert.Equal(10 * Math.Log10(signal / noise), report["y"].Seen!.SignalToNoise, 9);
        Assert.Equal(worst, report["y"].Seen!.WorstError, 12);
        Assert.True(limited > 0 && inputs > 0);
        Assert.Equal(limited, report["relu0"].Seen!.Saturations);
        Assert.Equal(inputs, report["x"].Seen!.Saturations);
        Assert.Contains("relu0", result.Report.Outputs[0].Conditions);
    }

    [Theory]
    [InlineData(0, 4095, 0, "ufixed<12,12>")]
    [InlineData(-100, 90, 0, "fixed<8,8>")]
    [InlineData(-16, 15, 2, "fixed<5,3>")]
    [InlineData(0, 1, 3, "ufixed<1,-2>")]
    public void InputsOnAGridKeepTheirGrid(int low, int high, int fraction, string format)
    {
        var g = new FloatGraphs();
        g.Output("y", g.Piecewise("y", PiecewiseKind.Negate, g.Input("x", false, 1)));
        double[] values =
        [
            Math.ScaleB(low, -fraction),
            Math.ScaleB(high, -fraction),
            .. Enumerable.Range(0, 30).Select(_ => Math.ScaleB(random.Next(low, high + 1), -fraction)),
        ];
        var result = FixedPointCompiler.Quantize(g.Build(), new(), null, new CalibrationData(values.Length, [values]));
        Assert.Equal(FormatReason.Grid, result.Report.Tensors[0].Reason);
        Assert.Equal(FixedFormat.Parse(format), result.Report.Tensors[0].Formats.Single());
        Assert.Equal(double.PositiveInfinity, result.Report.Tensors[0].Seen!.SignalToNoise);
    }

    [Fact]
    public void RareLargeValuesAreGivenUpWhereThatLowersTheNoise()
    {
        // One event of five thousand needs two bits more; four bits resolve the others better without it.
        var g = new FloatGraphs();
        int x = g.Input("x", false, 1);
        g.Output(
            "y",
            g.Dense(
                "y",
                x,
                new[,]
                {
                    { 1.0 },
                },
                [0.0],
                "w"
            )
        );
        double[] values = [.. Enumerable.Range(0, 4999).Select(_ => 0.9 * random.NextDouble()), 2.2];
        FixedFormat Format(RangeMethod method) =>
            FixedPointCompiler
                .Quantize(
                    g.Build(),
                    new()
                    {
                        ActivationBits = 4,
                        Method = method,
                        Percentile = 99.9,
                    },
                    PrecisionFile.Parse("x: ufixed<20,4>", "p.yaml"),
                    new CalibrationData(values.Length, [values])
                )
                .Report.Tensors[1]
                .Formats.Single();
        Assert.Equal(2, Format(RangeMethod.Maximum).Integer);
        Assert.Equal(0, Format(RangeMethod.LeastError).Integer);
        Assert.Equal(0, Format(RangeMethod.Percentile).Integer);
    }

    [Fact]
    public void WithoutCalibrationTheProvedIntervalIsHeld()
    {
        var result = FixedPointCompiler.Quantize(Network(), new() { InputFormat = new FixedFormat(true, 8, 2) });
        Assert.Empty(result.Report.Outputs[0].Conditions);
        Assert.True(double.IsFinite(result.Report.Outputs[0].Bound));
        Assert.All(result.Report.Tensors, t => Assert.Null(t.Seen));
        Assert.Contains(result.Report.Tensors, t => t.Reason == FormatReason.Proved);
    }

    [Fact]
    public void DataThatDoNotFitTheModelAreRefused()
    {
        var graph = Network();
        FastAIException Refused(CalibrationData data) =>
            Assert.Throws<FastAIException>(() => FixedPointCompiler.Quantize(graph, new(), null, data));
        Assert.Contains("2 arrays", Refused(new CalibrationData(1, [new double[16], new double[16]])).Message, StringComparison.Ordinal);
        Assert.Contains("17 values", Refused(new CalibrationData(1, [new double[17]])).Message, StringComparison.Ordinal);
        double[] bad = new double[32];
        bad[20] = double.NaN;
        Assert.Contains("event 1, element 4", Refused(new CalibrationData(2, [bad])).Message, StringComparison.Ordinal);
        Assert.Equal(
            ExitCode.Usage,
            Assert.Throws<FastAIException>(() => FixedPointCompiler.Quantize(graph, new() { WeightBits = 0 })).Code
        );
    }

    private FloatGraph Network()
    {
        var g = new FloatGraphs();
        int n = g.Input("x", false, 16);
        n = g.Piecewise(
            "relu0",
            PiecewiseKind.Relu,
            g.Dense("dense0", n, Normal(16, 32), Normal(1, 32).Cast<double>().ToArray(), "w0", "b0")
        );
        n = g.Function("tanh", FunctionKind.Tanh, g.Dense("dense1", n, Normal(32, 16), new double[16], "w1", "b1"));
        g.Output("y", g.Dense("y", n, Normal(16, 3), new double[3], "w2", "b2"));
        return g.Build();
    }

    private CalibrationData Normals(int events, int count) =>
        new(
            events,
            [
                [.. Enumerable.Range(0, events * count).Select(_ => Normal())],
            ]
        );

    private double[,] Normal(int rows, int columns)
    {
        var matrix = new double[rows, columns];
        for (int k = 0; k < rows; k++)
        for (int m = 0; m < columns; m++)
            matrix[k, m] = Normal() * Math.Sqrt(2.0 / rows);
        return matrix;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
