using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Compiler.Tests.Onnx;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Reference;
using FastAI.Testing;
using Xunit;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Quantization;

/// <summary>Networks that were trained in fixed point keep their formats: with steps that are powers of two, fixed point computes to the
/// last bit what ONNX Runtime does.</summary>
public sealed class QuantizedNetworkTests
{
    private static readonly QuantizationOptions Options = new() { InputFormat = new FixedFormat(true, 10, 4), WeightBits = 8 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PowersOfTwoAreExact(bool qonnx)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var model = Network(random, qonnx).ToModel();
            var graph = GraphPasses.Run(OnnxImporter.Import(model));
            // Whatever everything else is stated to be.
            var precision = seed % 4 == 3 ? PrecisionFile.Parse("'*': exact\nx: fixed<10,4>\n", "exact.yaml") : null;
            // Nothing needs to be said of an input that the model quantises.
            var result = FixedPointCompiler.Quantize(graph, seed % 4 == 2 ? Options with { InputFormat = null } : Options, precision);
            if (seed % 4 == 2)
                Assert.True(
                    result.Graph.Nodes[result.Graph.Inputs[0]] is InputNode { Rounding: Rounding.RndConv, Overflow: not Overflow.Wrap }
                );
            Assert.All(result.Report.Outputs, o => Assert.Equal(0, o.Bound));
            Assert.All(result.Report.Outputs, o => Assert.Empty(o.Conditions));
            const int events = 20;
            var mantissas = Enumerable.Range(0, events).Select(_ => Comparison.Mantissas(result.Graph, random)).ToArray();
            using var reference = FloatReference.Open(model.ToBytes());
            var expected = reference
                .Run([
                    [.. mantissas.SelectMany(m => Comparison.Reals(result.Graph, m)[0])],
                ])[0]
                .Values;
            int node = result.Graph.Outputs[0].Node;
            var type = result.Graph.Nodes[node].Type;
            for (int e = 0; e < events; e++)
            {
                long[] found = Oracle.Run(result.Graph, mantissas[e]);
                for (int i = 0; i < found.Length; i++)
                    Assert.Equal(expected[e * found.Length + i], Quantizer.ToReal(found[i], type[i].Fraction));
            }
        }
    }

    [Fact]
    public void AQuantiserIsOneNode()
    {
        var graph = GraphPasses.Run(OnnxImporter.Import(Network(new Random(1), qonnx: false).ToModel()));
        var result = FixedPointCompiler.Quantize(graph, Options);
        Assert.Equal(3, result.Graph.Nodes.OfType<QuantizeNode>().Count());
        Assert.All(result.Graph.Nodes.OfType<QuantizeNode>(), q =>
            Assert.Equal((Rounding.RndConv, Overflow.Sat), (q.Rounding, q.Overflow))
        );
        Assert.DoesNotContain(result.Graph.Nodes, n => n is BinaryNode);
    }

    // Input, hidden and result quantised; the weights stored, or quantised by the model; a ReLU before an unsigned quantiser now and then.
    private static OnnxBuilder Network(Random random, bool qonnx)
    {
        int inputs = random.Next(3, 9),
            hidden = random.Next(2, 7),
            outputs = random.Next(1, 4);
        bool relu = random.Next(2) == 0;
        var model = new OnnxBuilder().Input("x", -1, inputs);
        Quantize("x", "a", 3, signed: true);
        Weights("w", inputs, hidden);
        model.Node("MatMul", ["a", "w"], ["sum"]).Node("Add", ["sum", "w_bias"], ["h"]);
        if (relu)
            model.Node("Relu", ["h"], ["r"]);
        Quantize(relu ? "r" : "h", "b", 2, signed: !relu);
        Weights("v", hidden, outputs);
        model.Node("MatMul", ["b", "v"], ["y"]);
        Quantize("y", "z", 1, signed: true);
        return model.Output("z");

        void Quantize(string from, string to, int fraction, bool signed)
        {
            float step = MathF.ScaleB(1, -fraction - random.Next(3));
            if (qonnx)
                model.Quant(from, to, step, 0, random.Next(4, 9), ("signed", signed ? 1 : 0), ("narrow", random.Next(2)));
            else
                model.QuantizeDequantize(from, to, step, signed ? Int8 : UInt8);
        }

        void Weights(string name, int rows, int columns)
        {
            int[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => random.Next(4) == 0 ? -128 : random.Next(-128, 128))];
            float step = MathF.ScaleB(1, -random.Next(5, 8));
            model.Weights(name + "_bias", [columns], [.. Enumerable.Range(0, columns).Select(_ => random.Next(-64, 64) / 32f)]);
            if (qonnx)
            {
                model.Weights(name + "_float", [rows, columns], [.. values.Select(v => (v + 0.3f) * step)]);
                model.Quant(name + "_float", name, step, 0, 8);
                return;
            }
            model
                .Stored(name + "_k", Int8, [rows, columns], values)
                .Weights(name + "_s", [columns], [.. Enumerable.Range(0, columns).Select(c => MathF.ScaleB(step, c % 2))])
                .Node("DequantizeLinear", [name + "_k", name + "_s"], [name], ("axis", 1));
        }
    }
}
