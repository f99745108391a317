using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Quantization;
using FastAI.Compiler.Quantization.Precision;
using FastAI.Emulation;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Reference;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>IsNaN and IsInf: what exporters write to impute, from NaN in the data to the results.</summary>
public sealed class NotANumberTests
{
    [Fact]
    public void Of_numbers_and_NaN()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            var model = new OnnxBuilder()
                .Input("x", -1, 3, 4)
                .Weights("c", [4], 0.5f, -2, 1, 0.25f)
                .Node("IsNaN", ["x"], ["n"])
                .Node("Cast", ["n"], ["missing"], ("to", OnnxBuilder.Float))
                .Node("Where", ["n", "c", "x"], ["full"])
                .Node("Not", ["n"], ["present"])
                .Node("Where", ["present", "x", "c"], ["again"])
                .Node("IsInf", ["x"], ["i"], seed % 2 == 0 ? [] : [("detect_negative", 0)])
                .Node("Where", ["i", "c", "full"], ["finite"])
                .Output("missing", "full", "again", "finite");
            Agreement.Check(model, seed, missing: 0.3);
        }
    }

    [Fact]
    public void Of_constants()
    {
        var model = new OnnxBuilder()
            .Input("x", -1, 4)
            .Weights("w", [4], float.NaN, 1, float.PositiveInfinity, float.NegativeInfinity)
            .Weights("c", [4], 1, 2, 3, 4)
            .Node("IsNaN", ["w"], ["n"])
            .Node("IsInf", ["w"], ["i"], ("detect_negative", 0))
            .Node("IsInf", ["w"], ["both"])
            .Node("Where", ["n", "c", "x"], ["a"])
            .Node("Where", ["i", "c", "a"], ["b"])
            .Node("Where", ["both", "c", "b"], ["y"])
            .Output("a", "b", "y");
        Agreement.Check(model, 3);
    }

    /// <summary>What PyTorch writes for nan_to_num.</summary>
    [Fact]
    public void Replacement_of_all_that_is_no_finite_number()
    {
        var model = new OnnxBuilder()
            .Input("x", -1, 5)
            .Scalar("zero", 0)
            .Scalar("most", float.MaxValue)
            .Scalar("least", float.MinValue)
            .Node("IsNaN", ["x"], ["n"])
            .Node("Where", ["n", "zero", "x"], ["full"])
            .Node("IsInf", ["full"], ["i"])
            .Node("Greater", ["full", "zero"], ["above"])
            .Node("And", ["i", "above"], ["up"])
            .Node("Where", ["up", "most", "full"], ["p"])
            .Node("Less", ["full", "zero"], ["below"])
            .Node("And", ["below", "i"], ["down"])
            .Node("Where", ["down", "least", "p"], ["y"])
            .Output("y");
        Agreement.Check(model, 4, missing: 0.3);
        Assert.Single(GraphPasses.Run(OnnxImporter.Import(model.ToModel())).Nodes.OfType<GraphImpute>());
    }

    /// <summary>Every mantissa, NaN where it stands for a missing value, against ONNX Runtime.</summary>
    [Theory]
    [InlineData("least")]
    [InlineData("greatest")]
    public void In_fixed_point(string word)
    {
        var model = new OnnxBuilder()
            .Input("x", -1, 3)
            .Weights("c", [3], 0.5f, -2.25f, 1)
            .Weights("ones", [3, 1], 1, 2, 4)
            .Node("IsNaN", ["x"], ["n"])
            .Node("Not", ["n"], ["present"])
            .Node("Where", ["n", "c", "x"], ["full"])
            .Node("MatMul", ["full", "ones"], ["sum"])
            // In the place of a missing value comes what depends on the event.
            .Node("Where", ["present", "x", "sum"], ["chosen"])
            .Node("Cast", ["n"], ["flags"], ("to", OnnxBuilder.Float))
            .Output("sum", "chosen", "flags")
            .ToModel();
        var result = Compile(model, $"'*': exact\nx: {{ format: \"fixed<6,3>\", missing: {word} }}\n");
        var input = (InputNode)result.Graph.Nodes[result.Graph.Inputs[0]];
        var random = new Random(1);
        const int events = 200;
        double[] values =
        [
            .. Enumerable
                .Range(0, events * 3)
                .Select(_ => random.Next(3) == 0 ? double.NaN : random.Next(word == "least" ? -31 : -32, word == "least" ? 32 : 31) / 8.0),
        ];
        using var reference = FloatReference.Open(model.ToBytes());
        var expected = reference.Run([values]);
        var emulator = Emulator.Create(result.Graph);
        var found = new double[events * emulator.OutputCount];
        emulator.Run(values, found);
        for (int e = 0; e < events; e++)
        {
            double[] wanted = [.. expected.SelectMany(o => o.Values.Skip(e * o.Values.Length / events).Take(o.Values.Length / events))];
            Assert.Equal(wanted, found[(e * emulator.OutputCount)..((e + 1) * emulator.OutputCount)]);
        }
        Assert.All(result.Report.Outputs, output => Assert.Equal(0, output.Bound));
        // Where nothing can be missing, nothing is compared.
        var plain = Compile(model, "'*': exact\nx: fixed<6,3>\n");
        Assert.DoesNotContain(plain.Graph.Nodes, node => node is BinaryNode { Operation: BinaryOperation.Equal });
    }

    [Theory]
    [InlineData("IsNaN", "Sqrt")]
    [InlineData("IsNaN", "Log")]
    [InlineData("IsInf", "Exp")]
    [InlineData("IsInf", "Reciprocal")]
    public void Behind_a_pole_they_are_refused(string test, string function)
    {
        var model = new OnnxBuilder()
            .Input("x", -1, 3)
            .Node(function, ["x"], ["f"])
            .Node("Neg", ["f"], ["g"])
            .Node(test, ["g"], ["n"])
            .Node("Where", ["n", "x", "g"], ["y"])
            .Output("y");
        RefusalTests.Refused(
            ExitCode.Unsupported,
            model,
            $"node '{test.ToLowerInvariant()}_2'",
            $"{function} '{function.ToLowerInvariant()}_0'",
            "Clip"
        );
    }

    [Fact]
    public void Softmax_makes_neither()
    {
        var model = new OnnxBuilder()
            .Input("x", -1, 3)
            .Scalar("zero", 0)
            .Node("Softmax", ["x"], ["s"])
            .Node("IsNaN", ["s"], ["n"])
            .Node("Where", ["n", "zero", "s"], ["y"])
            .Output("y");
        Agreement.Check(model, 6);
    }

    [Fact]
    public void Arithmetic_of_missing_values_is_refused_still()
    {
        var model = new OnnxBuilder()
            .Input("x", -1, 3)
            .Node("IsNaN", ["x"], ["n"])
            .Node("Neg", ["x"], ["m"])
            .Node("Where", ["n", "x", "m"], ["y"])
            .Output("y")
            .ToModel();
        var refused = Assert.Throws<FastAIException>(() => Compile(model, "x: { format: \"fixed<6,3>\", missing: least }"));
        Assert.Equal(ExitCode.Unsupported, refused.Code);
        Assert.Contains("Neg 'neg_1'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Where(IsNaN(x), value, x)", refused.Message, StringComparison.Ordinal);
    }

    private static QuantizationResult Compile(OnnxModel model, string types)
    {
        var precision = PrecisionFile.Parse(types, "types.yaml");
        return FixedPointCompiler.Quantize(GraphPasses.Run(OnnxImporter.Import(model), precision.States), new(), precision);
    }
}
