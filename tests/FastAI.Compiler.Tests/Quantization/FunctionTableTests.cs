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

public sealed class FunctionTableTests
{
    public static TheoryData<FunctionKind> Kinds => [.. Enum.GetValues<FunctionKind>()];

    /// <summary>Every function over every argument, poles and undefined arguments included: the proved bound holds.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryArgumentIsWithinTheBound(FunctionKind kind)
    {
        var g = new FloatGraphs();
        g.Output("y", g.Function("y", kind, g.Input("x", false, 1), kind == FunctionKind.Power ? 2.5 : 0.75, 0.5));
        var graph = g.Build();
        foreach (int tableBits in new[] { 12, 6 })
        {
            var result = FixedPointCompiler.Quantize(graph, new() { InputFormat = new FixedFormat(true, 10, 4), TableBits = tableBits });
            for (long m = -512; m < 512; m++)
            {
                double x = Quantizer.ToReal(m, 6),
                    wanted = FunctionMath.Evaluate(kind, graph.Nodes[1] is GraphFunction f ? f.A : 0, 0.5, x);
                var output = result.Graph.Nodes[result.Graph.Outputs[0].Node];
                double got = Quantizer.ToReal(Oracle.Run(result.Graph, [m])[0], output.Type[0].Fraction);
                if (double.IsFinite(wanted))
                    Assert.True(
                        Math.Abs(got - wanted) <= result.Report.Outputs[0].Bound * (1 + 1e-12),
                        $"{kind}({x}) = {wanted}, got {got}, bound {result.Report.Outputs[0].Bound}"
                    );
                // Without an address quantisation the entry is the nearest value of the format.
                if (tableBits == 12 && double.IsFinite(wanted))
                    Assert.Equal(
                        Quantizer.Quantize(wanted, output.Type[0].Format, Rounding.RndConv, Overflow.Sat),
                        Oracle.Run(result.Graph, [m])[0]
                    );
            }
        }
    }

    [Fact]
    public void EntriesWithoutAValueAreReportedAndTakeTheEnd()
    {
        var g = new FloatGraphs();
        g.Output("y", g.Function("y", FunctionKind.Log, g.Input("x", false, 1)));
        var result = FixedPointCompiler.Quantize(g.Build(), new(), PrecisionFile.Parse("x: fixed<6,3>\ny: fixed<8,4>", "p.yaml"));
        Assert.Contains("no finite value for 33 of 64 table entries", Assert.Single(result.Report.Warnings), StringComparison.Ordinal);
        Assert.Equal(-128, Oracle.Run(result.Graph, [0])[0]);
        Assert.Equal(-128, Oracle.Run(result.Graph, [-5])[0]);
        Assert.Equal(double.PositiveInfinity, result.Report.Outputs[0].Bound);
    }

    [Fact]
    public void ASmoothResultCannotBeExact()
    {
        var g = new FloatGraphs();
        g.Output("y", g.Function("y", FunctionKind.Tanh, g.Input("x", false, 1)));
        var failure = Assert.Throws<FastAIException>(() =>
            FixedPointCompiler.Quantize(g.Build(), new(), PrecisionFile.Parse("x: fixed<6,3>\n\"*\": exact", "p.yaml"))
        );
        Assert.Contains("give 'y' a format", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStatedArgumentAddressesTheTableItself()
    {
        var g = new FloatGraphs();
        int sum = g.Dense(
            "sum",
            g.Input("x", false, 2),
            new[,]
            {
                { 1.5 },
                { 0.25 },
            },
            [0.125]
        );
        g.Output("y", g.Function("y", FunctionKind.Sigmoid, sum));
        var result = FixedPointCompiler.Quantize(
            g.Build(),
            new() { TableBits = 4 },
            PrecisionFile.Parse("x: fixed<8,3>\nsum: { format: \"fixed<9,4>\", overflow: SAT }\ny: \"ufixed<8,0,RND,SAT>\"", "p.yaml")
        );
        var table = result.Graph.Nodes.OfType<TableNode>().Single();
        Assert.Equal("sum", result.Graph.Nodes[table.Input].Name);
        Assert.Equal(new FixedFormat(true, 9, 4), result.Graph.Nodes[table.Input].Type[0].Format);
    }

    [Fact]
    public void CalibrationPlacesTheAddressWhereTheArgumentsAre()
    {
        // The sum can reach 64 by its format, the events stay below 1: eight address bits resolve the events.
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, 1000).Select(_ => Math.Round(random.NextDouble() * 65536) / 65536)];
        var g = new FloatGraphs();
        g.Output("y", g.Function("y", FunctionKind.Exp, g.Piecewise("z", PiecewiseKind.Negate, g.Input("x", false, 1))));
        var result = FixedPointCompiler.Quantize(
            g.Build(),
            new() { TableBits = 8 },
            PrecisionFile.Parse("x: fixed<22,6>", "p.yaml"),
            new CalibrationData(1000, [values])
        );
        var address = result.Graph.Nodes.OfType<QuantizeNode>().Single();
        Assert.InRange(address.Type[0].Fraction, 6, 8);
    }
}
