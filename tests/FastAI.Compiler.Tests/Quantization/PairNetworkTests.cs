using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Precision;
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
/// Networks of pairs of QuantizeLinear and DequantizeLinear around float operators, with odd steps and zero points: the firmware's integers
/// are those of the same network in operators on integers, and those of ONNX Runtime, which runs the nodes as they stand in binary32: one
/// step aside is allowed only where the exact number lies within its rounding errors of a tie.
/// </summary>
public sealed class PairNetworkTests
{
    private const double TieWidth = 1e-4;
    private static readonly QuantizationOptions Options = new() { InputFormat = new FixedFormat(true, 14, 5) };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void TheIntegersAreThoseOfTheTwinAndOfOnnxRuntime(int kind)
    {
        for (int seed = 0; seed < 24; seed++)
        {
            var pairs = new Run(Network(seed, kind, pairs: true));
            var twin = new Run(Network(seed, kind, pairs: false));
            var mantissas = pairs.Events(40, seed);
            Assert.Equal(twin.Emulate(mantissas), pairs.Emulate(mantissas));
            pairs.AgreesWithOnnxRuntime(mantissas);
            // A quantiser behind a MaxPool that keeps step and zero point is none.
            pairs.RoundsNothingItself(identities: kind == 1 ? 1 : 0);
        }
    }

    [Theory]
    [InlineData("Relu", false)]
    [InlineData("Clip", false)]
    [InlineData("Identity", true)]
    [InlineData("Relu", true)]
    public void WhatComesBeforeTheQuantiserIsKept(string between, bool realBias)
    {
        for (int seed = 0; seed < 16; seed++)
        {
            var random = new Random(seed);
            var writer = new QuantizedWriter(random, seed % 2 == 0 ? UInt8 : Int8, true, [-1, 2, 5, 4]) { RealBias = realBias };
            writer.Model.Scalar("low", -0.37f).Scalar("high", 6);
            writer.Between = (between, between == "Clip" ? ["low", "high"] : []);
            string a = writer.Quantized("x", "a");
            string b = writer.Conv(a, "b", 2, 3);
            string y = writer.Gemm(writer.Flatten(b, "f"), "y", 60, 3);
            Output(writer.Model, b, y);
            var run = new Run(writer.Model);
            run.AgreesWithOnnxRuntime(run.Events(40, seed));
            run.RoundsNothingItself();
        }
    }

    [Theory]
    [InlineData("Mul")]
    [InlineData("Sub")]
    [InlineData("Concat")]
    [InlineData("MatMulAdd")]
    [InlineData("Transpose")]
    public void OtherOperatorsBetweenPairs(string name)
    {
        for (int seed = 0; seed < 16; seed++)
        {
            var random = new Random(seed);
            var writer = new QuantizedWriter(random, seed % 2 == 0 ? UInt8 : Int8, true, [-1, 6]);
            string a = writer.Quantized("x", "a"),
                b = writer.MatMul(a, "b", 6, 6, perColumn: true);
            writer.Scale("y", name == "Mul" ? 2 : 0.5f);
            string left = writer.Real(a, "left"),
                right = writer.Real(b, "right");
            var model = writer.Model;
            switch (name)
            {
                case "Concat":
                    // One step for both: what is joined has one factor for each element.
                    model.Node("Concat", [left, right], ["y_real"], ("axis", 1));
                    break;
                case "MatMulAdd":
                    Stored(model, random, [6, 4], 0);
                    model.Node("MatMul", [right, "w"], ["product"]).Node("Add", ["product", "c"], ["y_real"]);
                    break;
                case "Transpose":
                    Stored(model, random, [4, 6], 1);
                    model.Node("Transpose", ["w"], ["turned"]).Node("Gemm", [right, "turned", "c"], ["y_real"]);
                    break;
                default:
                    model.Node(name, [left, right], ["y_real"]);
                    break;
            }
            Output(model, b, writer.Rounded("y"));
            var run = new Run(model);
            run.AgreesWithOnnxRuntime(run.Events(40, seed));
            run.RoundsNothingItself();
        }
    }

    [Fact]
    public void WhatSomebodyStatesWins()
    {
        var model = Network(3, 1, pairs: true).ToModel();
        foreach (string text in (string[])["b_real: fixed<12,6>", "b_w_real: fixed<6,1>", "b_x: fixed<9,4>"])
        {
            var precision = PrecisionFile.Parse(text + "\n", "stated.yaml");
            var graph = GraphPasses.Run(OnnxImporter.Import(model), precision.States);
            Assert.DoesNotContain(graph.Nodes, node => node.Name == "b_real/accumulated");
            FixedPointCompiler.Quantize(graph, Options, precision);
        }
        Assert.Contains(GraphPasses.Run(OnnxImporter.Import(model)).Nodes, node => node.Name == "b_real/accumulated");
    }

    // Dense; convolution with pools; convolution with a residual sum.
    private static OnnxBuilder Network(int seed, int kind, bool pairs)
    {
        var random = new Random(100 * kind + seed);
        int type = random.Next(2) == 0 ? UInt8 : Int8;
        if (kind == 0)
        {
            int inputs = random.Next(3, 12),
                hidden = random.Next(2, 9),
                outputs = random.Next(1, 5);
            var dense = new QuantizedWriter(random, type, pairs, [-1, inputs]);
            string h = dense.MatMul(dense.Quantized("x", "a"), "h", inputs, hidden, perColumn: true);
            Output(dense.Model, h, dense.Gemm(h, "y", hidden, outputs));
            return dense.Model;
        }
        int channels = random.Next(1, 3),
            filters = random.Next(2, 4);
        var writer = new QuantizedWriter(random, type, pairs, [-1, channels, 5, 4]);
        string b = writer.Conv(writer.Quantized("x", "a"), "b", channels, filters);
        string p = kind == 1 ? writer.AveragePool(writer.MaxPool(b, "m"), "p") : writer.Add(b, writer.Conv(b, "d", filters, filters), "p");
        int flat = filters * (kind == 1 ? 2 * 1 : 5 * 4);
        string y = writer.MatMul(writer.Flatten(p, "f"), "y", flat, 3, perColumn: false);
        Output(writer.Model, b, p, y);
        return writer.Model;
    }

    private static void Stored(OnnxBuilder model, Random random, long[] shape, int outputs)
    {
        int columns = 4;
        float right = model.Graph.Initializer.First(tensor => tensor.Name == "b_scale").FloatData[0];
        float[] steps = [.. Enumerable.Range(0, columns).Select(_ => 0.002f + 0.01f * random.NextSingle())];
        model
            .Stored("w_k", Int8, shape, [.. Enumerable.Range(0, 24).Select(_ => random.Next(-127, 128))])
            .Weights("w_s", [columns], steps)
            .Stored("c_k", Int, [columns], [.. Enumerable.Range(0, columns).Select(_ => random.Next(-3000, 3000))])
            .Weights("c_s", [columns], [.. steps.Select(step => step * right)])
            .Node("DequantizeLinear", ["w_k", "w_s"], ["w"], ("axis", outputs == 0 ? 1 : 0))
            .Node("DequantizeLinear", ["c_k", "c_s"], ["c"], ("axis", 0));
    }

    private static void Output(OnnxBuilder model, params string[] names)
    {
        foreach (string name in names)
            model.Output(name, model.Graph.Initializer.First(tensor => tensor.Name == name + "_zero").DataType);
    }

    private sealed class Run
    {
        private readonly byte[] bytes;
        private readonly FloatGraph graph;
        private readonly QuantizationResult result;

        public Run(OnnxBuilder builder)
        {
            bytes = builder.ToBytes();
            graph = GraphPasses.Run(OnnxImporter.Import(builder.ToModel()));
            result = FixedPointCompiler.Quantize(graph, Options);
        }

        public long[][] Events(int count, int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, count).Select(_ => Comparison.Mantissas(result.Graph, random))];
        }

        public double[][] Emulate(long[][] mantissas)
        {
            var emulator = Emulator.Create(result.Graph);
            var emulated = new long[mantissas.Length * emulator.OutputCount];
            emulator.Run([.. mantissas.SelectMany(m => m)], emulated);
            Assert.Equal(Oracle.Run(result.Graph, mantissas[3]), emulated[(3 * emulator.OutputCount)..(4 * emulator.OutputCount)]);
            int[] fractions =
            [
                .. result.Graph.Outputs.SelectMany(port =>
                    Enumerable
                        .Range(0, result.Graph.Nodes[port.Node].Type.Count)
                        .Select(i => result.Graph.Nodes[port.Node].Type[i].Fraction)
                ),
            ];
            return
            [
                .. emulated
                    .Chunk(emulator.OutputCount)
                    .Select(chunk => chunk.Select((mantissa, i) => Quantizer.ToReal(mantissa, fractions[i])).ToArray()),
            ];
        }

        public void AgreesWithOnnxRuntime(long[][] mantissas)
        {
            var reals = mantissas.Select(m => Comparison.Reals(result.Graph, m)).ToArray();
            using var reference = FloatReference.Open(bytes);
            var expected = reference.Run([
                [.. reals.SelectMany(real => real[0])],
            ]);
            var found = Emulate(mantissas);
            int ties = 0;
            for (int e = 0; e < mantissas.Length; e++)
            {
                double[] wanted =
                [
                    .. expected.SelectMany(output =>
                        output.Values.Skip(e * output.Values.Length / mantissas.Length).Take(output.Values.Length / mantissas.Length)
                    ),
                ];
                if (wanted.AsSpan().SequenceEqual(found[e]))
                    continue;
                if (!HasTie(reals[e]))
                    Assert.Equal(wanted, found[e]);
                ties++;
            }
            Assert.InRange(ties, 0, 1);
        }

        /// <summary>Nothing was rounded but by the model itself, and what it rounded is as wide as its type.</summary>
        public void RoundsNothingItself(int identities = 0)
        {
            var roundings = result.Graph.Nodes.OfType<QuantizeNode>().Select(q => q.Name).Where(name => !name.EndsWith("/aligned"));
            Assert.Equal(graph.Nodes.OfType<GraphPiecewise>().Count(p => p.IsQuantizer), roundings.Count() + identities);
            foreach (var port in result.Graph.Outputs)
                Assert.All(result.Graph.Nodes[port.Node].Type.Elements.Stored, element => Assert.InRange(element.Format.Width, 1, 8));
        }

        private bool HasTie(double[][] reals)
        {
            var evaluator = new GraphEvaluator(graph);
            evaluator.Evaluate(reals);
            return graph
                .Nodes.OfType<GraphPiecewise>()
                .Where(node => node.IsQuantizer)
                .SelectMany(node => evaluator[node.Input].ToArray())
                .Any(x => Math.Abs(x - Math.Floor(x) - 0.5) < TieWidth);
        }
    }
}
