using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Tests.Onnx;
using FastAI.Emulation;
using FastAI.Model.FixedPoint;
using FastAI.Runtime.Reference;
using Xunit;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Quantization;

/// <summary>
/// Operators of ONNX Runtime on quantised integers in fixed point, value by value: all alike, but for those that read a table, which is
/// rounded to the activations' width before the model's own rounding.
/// </summary>
public sealed class IntegerOperatorFixedTests
{
    [Theory]
    [InlineData("QLinearAdd", 0)]
    [InlineData("QLinearMul", 0)]
    [InlineData("QLinearConcat", 0)]
    [InlineData("QLinearLeakyRelu", 0)]
    [InlineData("QLinearSigmoid", 400)]
    [InlineData("QLinearGlobalAveragePool", 0)]
    [InlineData("QLinearAveragePool", 0)]
    public void The_integers_are_those_of_OnnxRuntime(string name, int off)
    {
        int wrong = 0,
            all = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var builder = new OnnxBuilder().Typed("a", UInt8, -1, 2, 4);
            string[] operands = ["a", "a_scale", "a_zero"];
            if (name is "QLinearAdd" or "QLinearMul" or "QLinearConcat")
            {
                builder.Typed("b", UInt8, -1, 2, 4);
                operands = [.. operands, "b", "b_scale", "b_zero"];
            }
            foreach (string tensor in new[] { "a", "b", "y" })
                builder
                    .Scalar(tensor + "_scale", tensor == "y" && name == "QLinearSigmoid" ? 0.0041f : 0.02f + 0.02f * random.NextSingle())
                    .Stored(tensor + "_zero", UInt8, [], random.Next(90, 160));
            string[] inputs = name == "QLinearConcat" ? ["y_scale", "y_zero", .. operands] : [.. operands, "y_scale", "y_zero"];
            (string, object)[] attributes = name switch
            {
                "QLinearConcat" => [("axis", 1)],
                "QLinearAveragePool" => [("kernel_shape", new long[] { 3 }), ("pads", new long[] { 1, 0 })],
                _ => [],
            };
            builder.Node(name, inputs, ["y"], attributes).Output("y", UInt8);
            builder.Graph.Node[0].Domain = "com.microsoft";
            builder.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
            var model = builder.ToModel();
            var graph = GraphPasses.Run(OnnxImporter.Import(model));
            // The inputs' types say what they hold.
            var result = FixedPointCompiler.Quantize(graph, new());
            Assert.All(result.Graph.Inputs, i => Assert.Equal(new FixedFormat(false, 8, 8), result.Graph.Nodes[i].Type[0].Format));
            const int events = 300;
            var mantissas = Enumerable.Range(0, events).Select(_ => Comparison.Mantissas(result.Graph, random)).ToArray();
            double[][][] reals = [.. mantissas.Select(m => Comparison.Reals(result.Graph, m))];
            using var reference = FloatReference.Open(model.ToBytes());
            double[] expected = reference
                .Run([.. Enumerable.Range(0, reals[0].Length).Select(k => reals.SelectMany(r => r[k]).ToArray())])[0]
                .Values;
            var emulator = Emulator.Create(result.Graph);
            var found = new long[events * emulator.OutputCount];
            emulator.Run([.. mantissas.SelectMany(m => m)], found);
            int fraction = result.Graph.Nodes[result.Graph.Outputs[0].Node].Type[0].Fraction;
            for (int i = 0; i < found.Length; i++)
            {
                double difference = Math.Abs(Quantizer.ToReal(found[i], fraction) - expected[i]);
                Assert.InRange(difference, 0, 1);
                all++;
                if (difference != 0)
                    wrong++;
            }
        }
        Assert.True(wrong <= off, $"{wrong} of {all}");
    }
}
