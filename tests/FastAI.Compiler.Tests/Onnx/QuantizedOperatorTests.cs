using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Model;
using Xunit;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Quantisers that a model brings with it: QuantizeLinear and DequantizeLinear against ONNX Runtime, Quant against its definition.</summary>
public sealed class QuantizedOperatorTests
{
    [Theory]
    [InlineData(UInt8, 0, 0.25f)]
    [InlineData(Int8, 0, 0.03125f)]
    [InlineData(UInt8, 7, 0.0625f)]
    [InlineData(Int8, -5, 0.5f)]
    [InlineData(Int8, 3, 0.0371f)]
    [InlineData(UInt8, 128, 0.0113f)]
    [InlineData(Short, 0, 0.000244140625f, 21)]
    [InlineData(UnsignedShort, 300, 0.0078125f, 21)]
    public void There_and_back(int type, int zero, float scale, int opset = 13)
    {
        var model = new OnnxBuilder(opset).Input("x", -1, 3, 5).QuantizeDequantize("x", "y", scale, type, zero).Output("y");
        // On a grid of quarters of a step, so that ties occur; off it where the step is no power of two.
        bool dyadic = float.Log2(scale) == float.Round(float.Log2(scale));
        Agreement.Check(model, 4, -300 * scale, 300 * scale, 1e-6, grid: dyadic ? scale / 4 : 0);
    }

    [Fact]
    public void A_scale_for_each_channel()
    {
        var model = new OnnxBuilder()
            .Input("x", -1, 3, 4)
            .Weights("s", [3], 0.25f, 0.5f, 0.125f)
            .Stored("z", Int8, [3], 1, 0, -2)
            .Node("QuantizeLinear", ["x", "s", "z"], ["q"], ("axis", 1))
            .Node("DequantizeLinear", ["q", "s", "z"], ["y"], ("axis", 1))
            .Output("y");
        Agreement.Check(model, 8, -40, 40, 1e-6, grid: 1 / 32.0);
    }

    [Fact]
    public void A_tensor_without_zero_point_is_of_unsigned_bytes()
    {
        var model = new OnnxBuilder().Input("x", -1, 9).Scalar("s", 0.5f).Node("QuantizeLinear", ["x", "s"], ["q"]);
        Agreement.Check(model.Node("DequantizeLinear", ["q", "s"], ["y"]).Output("y"), 8, -20, 200, 1e-6, grid: 0.125);
    }

    [Fact]
    public void Stored_weights_and_biases()
    {
        var random = new Random(6);
        int[] weights = [.. Enumerable.Range(0, 6 * 5).Select(_ => random.Next(-128, 128))];
        int[] bias = [.. Enumerable.Range(0, 5).Select(_ => random.Next(-30000, 30000))];
        var model = new OnnxBuilder()
            .Input("x", -1, 6)
            .Weights("s", [5], 0.25f, 0.5f, 0.0137f, 0.031f, 0.125f)
            .Stored("k", Int8, [6, 5], weights)
            .Stored("b", Int, [5], bias)
            .Scalar("t", 0.0009765625f)
            .Node("DequantizeLinear", ["k", "s"], ["w"], ("axis", 1))
            .Node("DequantizeLinear", ["b", "t"], ["c"])
            .Node("Gemm", ["x", "w", "c"], ["y"])
            .Output("y");
        Agreement.Check(model, 9);
    }

    [Theory]
    [InlineData("ROUND", 1, 0)]
    [InlineData("FLOOR", 1, 0)]
    [InlineData("CEIL", 1, 0)]
    [InlineData("ROUND", 1, 1)]
    [InlineData("ROUND", 0, 0)]
    [InlineData("ROUND", 0, 1)]
    public void Quant_is_as_defined(string mode, int signed, int narrow)
    {
        foreach (int bits in (int[])[2, 3, 4, 8])
        foreach (float zero in (float[])[0, 3])
        {
            const float step = 0.125f;
            var builder = new OnnxBuilder()
                .Input("x", -1, 4)
                .Quant("x", "y", step, zero, bits, ("rounding_mode", mode), ("signed", signed), ("narrow", narrow))
                .Output("y");
            // The model that ONNX Runtime reads is the rewritten one.
            Agreement.Check(builder, bits, -40, 40, 1e-6, grid: step / 4);
            var graph = GraphPasses.Run(OnnxImporter.Import(builder.ToModel()));
            var evaluator = new GraphEvaluator(graph);
            double low = signed == 0 ? 0 : -Math.ScaleB(1, bits - 1) + narrow,
                high = signed == 0 ? Math.ScaleB(1, bits) - 1 - narrow : Math.ScaleB(1, bits - 1) - 1;
            for (int e = -600; e < 600; e++)
            {
                double x = e * step / 4,
                    q = x / step + zero;
                double rounded = mode switch
                {
                    "FLOOR" => Math.Floor(q),
                    "CEIL" => Math.Ceiling(q),
                    _ => Math.Round(q, MidpointRounding.ToEven),
                };
                evaluator.Evaluate([
                    [x, x, x, x],
                ]);
                Assert.Equal((Math.Clamp(rounded, low, high) - zero) * step, evaluator[graph.Outputs[0].Node][2]);
            }
        }
    }

    [Fact]
    public void BipolarQuant_is_a_sign()
    {
        var builder = new OnnxBuilder().Input("x", -1, 5).Scalar("s", 0.75f).Node("BipolarQuant", ["x", "s"], ["y"]).Output("y");
        builder.Graph.Node[0].Domain = Qonnx;
        var graph = OnnxImporter.Import(builder.ToModel());
        double[][] found = GraphEvaluator.Run(
            graph,
            [
                [-2, -0.25, 0, 0.25, 2],
            ]
        );
        Assert.Equal([-0.75, -0.75, 0.75, 0.75, 0.75], found[graph.Outputs[0].Node]);
        Agreement.Check(builder, 3);
    }

    [Fact]
    public void A_quantiser_becomes_one_rounding_with_ends()
    {
        var graph = GraphPasses.Run(
            OnnxImporter.Import(new OnnxBuilder().Input("x", -1, 3).QuantizeDequantize("x", "y", 0.25f, Int8).Output("y").ToModel())
        );
        var only = Assert.Single(graph.Nodes.OfType<GraphPiecewise>());
        Assert.True(only.IsQuantizer);
        Assert.Equal((-128, 127), (only.Low, only.High));
    }

    [Fact]
    public void What_has_no_meaning_is_refused_by_name()
    {
        Refused(Quantized(b => b.Scalar("s", 0)), ExitCode.BadInput, "a step must be above zero");
        Refused(Quantized(b => b.Weights("s", [2], 1, 1)), ExitCode.BadInput, "2 scales");
        Refused(
            new OnnxBuilder().Input("x", -1, 3).Quant("x", "y", 1, 0, 4, ("rounding_mode", "UP")).Output("y"),
            ExitCode.Unsupported,
            "rounding_mode 'UP'"
        );
        Refused(new OnnxBuilder().Input("x", -1, 3).Quant("x", "y", 1, 0, 40).Output("y"), ExitCode.Unsupported, "bit width is 40");
        Refused(
            new OnnxBuilder().Input("x", -1, 3).Node("DynamicQuantizeLinear", ["x"], ["y", "s", "z"]).Output("y"),
            ExitCode.Unsupported,
            "quantise the model statically"
        );
    }

    private static OnnxBuilder Quantized(Func<OnnxBuilder, OnnxBuilder> scale) =>
        scale(new OnnxBuilder().Input("x", -1, 3)).Node("QuantizeLinear", ["x", "s"], ["q"]).Output("q", UInt8);

    private static void Refused(OnnxBuilder model, ExitCode code, string text)
    {
        var refused = Assert.Throws<FastAIException>(() => OnnxImporter.Import(model.ToModel()));
        Assert.Equal(code, refused.Code);
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
    }
}
