using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Conversion;
using FastAI.Compiler.Tests.Onnx;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Reference;
using FastAI.Testing;
using Xunit;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Quantization;

/// <summary>
/// Networks of operators on quantised integers, with the odd steps and zero points that calibration gives: nothing is stated of their
/// formats, and the firmware's integers are those of ONNX Runtime.
/// </summary>
public sealed class IntegerNetworkTests
{
    private static readonly QuantizationOptions Options = new() { InputFormat = new FixedFormat(true, 14, 5) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheIntegersAreThoseOfOnnxRuntime(bool convolution)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var model = (convolution ? Convolution(random) : Dense(random)).ToModel();
            var graph = GraphPasses.Run(OnnxImporter.Import(model));
            var result = FixedPointCompiler.Quantize(graph, Options);
            const int events = 50;
            var mantissas = Enumerable.Range(0, events).Select(_ => Comparison.Mantissas(result.Graph, random)).ToArray();
            using var reference = FloatReference.Open(model.ToBytes());
            var expected = reference.Run([
                [.. mantissas.SelectMany(m => Comparison.Reals(result.Graph, m)[0])],
            ]);
            var emulator = Emulator.Create(result.Graph);
            var emulated = new long[events * emulator.OutputCount];
            emulator.Run([.. mantissas.SelectMany(m => m)], emulated);
            int offset = 0;
            for (int o = 0; o < expected.Count; o++)
            {
                var type = result.Graph.Nodes[result.Graph.Outputs[o].Node].Type;
                for (int e = 0; e < events; e++)
                for (int i = 0; i < type.Count; i++)
                    Assert.Equal(
                        expected[o].Values[e * type.Count + i],
                        Quantizer.ToReal(emulated[e * emulator.OutputCount + offset + i], type[i].Fraction)
                    );
                offset += type.Count;
            }
            Assert.Equal(Oracle.Run(result.Graph, mantissas[3]), emulated[(3 * emulator.OutputCount)..(4 * emulator.OutputCount)]);
            // Nothing was rounded but by the model itself, and what it rounded is as wide as its type.
            var roundings = result.Graph.Nodes.OfType<QuantizeNode>().Select(q => q.Name).Where(name => !name.EndsWith("/aligned"));
            Assert.Equal(graph.Nodes.OfType<GraphPiecewise>().Count(p => p.IsQuantizer), roundings.Count());
            foreach (var port in result.Graph.Outputs)
                Assert.All(result.Graph.Nodes[port.Node].Type.Elements.Stored, element => Assert.InRange(element.Format.Width, 1, 8));
        }
    }

    /// <summary>Every integer of an accumulator's range, against the rounding of the exact product.</summary>
    [Fact]
    public void TheShortestFactorRoundsLikeTheExactOne()
    {
        var random = new Random(11);
        for (int trial = 0; trial < 200; trial++)
        {
            double factor = (float)Math.Exp(random.NextDouble() * 9 - 8);
            int fraction = random.Next(-1, 4),
                zero = random.Next(-40, 40);
            long low = -random.Next(1, 20000),
                high = random.Next(1, 20000);
            var quantizer = new GraphPiecewise(
                "q",
                new Shape(1),
                new Origin("q", "Q"),
                PiecewiseKind.Round,
                0,
                null,
                -128 - zero,
                127 - zero
            );
            var found = RoundingFactor.Find(new(factor, new Interval(low, high), fraction), quantizer);
            Assert.NotNull(found);
            Assert.InRange(found.Value.SignificantBits, 1, 24);
            for (long m = low; m <= high; m++)
                Assert.Equal(Rounded(factor, m), Rounded(found.Value.ToDouble(), m));

            // 24 bits times 16 are exact in binary64.
            double Rounded(double by, long m) =>
                Math.Clamp(Math.Round(by * Math.ScaleB(m, -fraction), MidpointRounding.ToEven), quantizer.Low, quantizer.High);
        }
    }

    private static OnnxBuilder Dense(Random random)
    {
        int inputs = random.Next(3, 12),
            hidden = random.Next(2, 9),
            outputs = random.Next(1, 5),
            type = random.Next(2) == 0 ? UInt8 : Int8;
        var model = new OnnxBuilder().Input("x", -1, inputs);
        Quantisation(model, random, "a", type, 0.11f);
        model.Node("QuantizeLinear", ["x", "a_scale", "a_zero"], ["a"]);
        Weights(model, random, "w", [inputs, hidden], hidden);
        Quantisation(model, random, "h", type, 0.13f * MathF.Sqrt(inputs));
        model.Node("QLinearMatMul", ["a", "a_scale", "a_zero", "w", "w_scale", "w_zero", "h_scale", "h_zero"], ["h"]);
        Weights(model, random, "v", [hidden, outputs], 1);
        model.Stored("c", Int, [outputs], [.. Enumerable.Range(0, outputs).Select(_ => random.Next(-3000, 3000))]);
        Quantisation(model, random, "y", type, 0.5f * MathF.Sqrt(hidden));
        model.Node("QGemm", ["h", "h_scale", "h_zero", "v", "v_scale", "v_zero", "c", "y_scale", "y_zero"], ["y"]);
        model.Graph.Node[^1].Domain = "com.microsoft";
        model.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        return model.Output("h", type).Output("y", type);
    }

    private static OnnxBuilder Convolution(Random random)
    {
        int channels = random.Next(1, 3),
            filters = random.Next(2, 5),
            outputs = random.Next(1, 4),
            type = random.Next(2) == 0 ? UInt8 : Int8;
        var model = new OnnxBuilder().Input("x", -1, channels, 5, 4);
        Quantisation(model, random, "a", type, 0.11f);
        model.Node("QuantizeLinear", ["x", "a_scale", "a_zero"], ["a"]);
        Weights(model, random, "k", [filters, channels, 3, 2], filters, alike: true);
        model.Stored("c", Int, [filters], [.. Enumerable.Range(0, filters).Select(_ => random.Next(-3000, 3000))]);
        Quantisation(model, random, "h", type, 0.4f);
        model
            .Node(
                "QLinearConv",
                ["a", "a_scale", "a_zero", "k", "k_scale", "k_zero", "h_scale", "h_zero", "c"],
                ["h"],
                ("pads", new long[] { 1, 0, 2, 1 }),
                ("strides", new long[] { 2, 1 })
            )
            .Node("MaxPool", ["h"], ["p"], ("kernel_shape", new long[] { 2, 2 }))
            .Node("Flatten", ["p"], ["f"]);
        int flat = filters * 2 * 3;
        Weights(model, random, "v", [flat, outputs], 1);
        Quantisation(model, random, "y", type, 0.9f);
        model.Node("QLinearMatMul", ["f", "h_scale", "h_zero", "v", "v_scale", "v_zero", "y_scale", "y_zero"], ["y"]);
        return model.Output("y", type);
    }

    private static void Quantisation(OnnxBuilder model, Random random, string name, int type, float about) =>
        model
            .Scalar(name + "_scale", about * (0.7f + 0.6f * random.NextSingle()))
            .Stored(name + "_zero", type, [], random.Next(-20, 20) + (type == UInt8 ? 128 : 0));

    private static void Weights(OnnxBuilder model, Random random, string name, long[] shape, int scales, bool alike = false)
    {
        int zero = random.Next(-9, 9);
        model
            .Stored(name, Int8, shape, [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => random.Next(-128, 128))])
            .Weights(
                name + "_scale",
                scales == 1 ? [] : [scales],
                [.. Enumerable.Range(0, scales).Select(_ => 0.002f + 0.01f * random.NextSingle())]
            )
            .Stored(
                name + "_zero",
                Int8,
                scales == 1 ? [] : [scales],
                [.. Enumerable.Range(0, scales).Select(_ => alike ? zero : random.Next(-9, 9))]
            );
    }
}
