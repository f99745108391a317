using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

public sealed class ElementwiseOperatorTests
{
    [Theory]
    [InlineData("Neg")]
    [InlineData("Abs")]
    [InlineData("Relu")]
    [InlineData("Floor")]
    [InlineData("Ceil")]
    [InlineData("Round", 11)]
    [InlineData("Sign")]
    [InlineData("Sigmoid")]
    [InlineData("HardSigmoid")]
    [InlineData("HardSigmoid", 9, "alpha", 0.3f, "beta", 0.4f)]
    [InlineData("Tanh")]
    [InlineData("Elu")]
    [InlineData("Elu", 9, "alpha", 0.7f)]
    [InlineData("Selu")]
    [InlineData("Selu", 9, "alpha", 1.5f, "gamma", 1.1f)]
    [InlineData("Softplus")]
    [InlineData("Softsign")]
    [InlineData("Exp")]
    [InlineData("Erf")]
    [InlineData("Gelu", 20)]
    [InlineData("Gelu", 20, "approximate", "tanh")]
    [InlineData("HardSwish", 14)]
    [InlineData("Mish", 18)]
    [InlineData("Sin")]
    [InlineData("Cos")]
    [InlineData("Atan")]
    [InlineData("Sinh")]
    [InlineData("Cosh")]
    [InlineData("Asinh")]
    [InlineData("Celu", 12)]
    [InlineData("Celu", 12, "alpha", 0.6f)]
    [InlineData("ThresholdedRelu", 10)]
    [InlineData("ThresholdedRelu", 10, "alpha", -0.4f)]
    [InlineData("Shrink")]
    [InlineData("Shrink", 9, "lambd", 1.5f, "bias", 0.75f)]
    [InlineData("LeakyRelu")]
    [InlineData("LeakyRelu", 9, "alpha", -0.4f)]
    [InlineData("Clip", 9, "min", -0.5f, "max", 0.75f)]
    [InlineData("Clip", 9, "min", 0f)]
    [InlineData("Identity")]
    public void A_function_of_each_element(
        string type,
        int opset = 9,
        string? a = null,
        object? first = null,
        string? b = null,
        object? second = null
    )
    {
        (string, object)[] attributes = [.. a is null ? [] : new[] { (a, first!) }, .. b is null ? [] : new[] { (b, second!) }];
        foreach (int version in new[] { opset, Math.Min(opset + 4, type == "Clip" ? 10 : 23), type == "Clip" ? 9 : 23 })
            Agreement.Check(new OnnxBuilder(version).Input("x", -1, 2, 7).Node(type, ["x"], ["y"], attributes).Output("y"), version, -4, 4);
    }

    [Theory]
    [InlineData("Tan", -1.4, 1.4)]
    [InlineData("Asin", -1, 1)]
    [InlineData("Acos", -1, 1)]
    [InlineData("Atanh", -0.9, 0.9)]
    [InlineData("Acosh", 1, 8)]
    public void A_function_of_a_limited_range(string type, double low, double high) =>
        Agreement.Check(new OnnxBuilder().Input("x", -1, 9).Node(type, ["x"], ["y"]).Output("y"), 3, low, high);

    [Theory]
    [InlineData("Log")]
    [InlineData("Sqrt")]
    [InlineData("Reciprocal")]
    public void A_function_of_positive_numbers(string type) =>
        Agreement.Check(new OnnxBuilder().Input("x", -1, 9).Node(type, ["x"], ["y"]).Output("y"), 3, 0.1, 5);

    [Theory]
    [InlineData(1f)]
    [InlineData(2f)]
    [InlineData(3f)]
    [InlineData(0.5f)]
    [InlineData(-0.5f)]
    [InlineData(-1f)]
    [InlineData(1.7f)]
    public void Power_by_a_constant(float exponent) =>
        Agreement.Check(new OnnxBuilder().Input("x", -1, 9).Scalar("e", exponent).Node("Pow", ["x", "e"], ["y"]).Output("y"), 3, 0.2, 3);

    [Fact]
    public void Power_of_two_is_a_product() =>
        Assert.Single(
            OnnxImporter
                .Import(new OnnxBuilder().Input("x", -1, 9).Scalar("e", 2).Node("Pow", ["x", "e"], ["y"]).Output("y").ToModel())
                .Nodes.OfType<GraphBinary>()
        );

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Clip_by_inputs(bool low, bool high) =>
        Agreement.Check(
            new OnnxBuilder()
                .Input("x", -1, 9)
                .Scalar("l", -0.5f)
                .Scalar("h", 0.25f)
                .Node("Clip", ["x", low ? "l" : "", high ? "h" : ""], ["y"])
                .Output("y"),
            3
        );

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PRelu(int seed)
    {
        var random = new TestRandom(seed);
        long[] shape = random.Pick<long[]>([1], [3, 1, 1], [2], [3, 4, 2]);
        Agreement.Check(
            new OnnxBuilder()
                .Input("x", -1, 3, 4, 2)
                .Weights("s", shape, random.Floats((int)shape.Aggregate(1L, (a, b) => a * b)))
                .Node("PRelu", ["x", "s"], ["y"])
                .Output("y"),
            seed
        );
    }

    [Theory]
    [InlineData("Max")]
    [InlineData("Min")]
    [InlineData("Sum")]
    [InlineData("Mean")]
    public void Any_number_of_tensors(string type)
    {
        for (int count = 1; count <= 4; count++)
        {
            string[] inputs = [.. new[] { "x", "s", "z", "v" }.Take(count)];
            Agreement.Check(
                new OnnxBuilder()
                    .Input("x", -1, 3, 4)
                    .Input("z", -1, 1, 4)
                    .Scalar("s", 0.3f)
                    .Weights("v", [3, 1], 1, -1, 0.5f)
                    .Node(type, inputs, ["y"])
                    .Output("y"),
                count
            );
        }
    }

    [Fact]
    public void Nested_clips_merge()
    {
        var builder = new OnnxBuilder()
            .Input("x", -1, 8)
            .Scalar("zero", 0)
            .Scalar("six", 6)
            .Scalar("five", 5)
            .Node("Max", ["zero", "x"], ["a"])
            .Node("Min", ["a", "six"], ["b"])
            .Node("Min", ["b", "five"], ["y"])
            .Output("y");
        Agreement.Check(builder, 1, -9, 9);
        var clip = Assert.IsType<GraphPiecewise>(GraphPasses.Run(OnnxImporter.Import(builder.ToModel())).Nodes[^1]);
        Assert.Equal((0, 5), (clip.Low, clip.High));
    }

    [Theory]
    [InlineData("Equal")]
    [InlineData("Less")]
    [InlineData("LessOrEqual")]
    [InlineData("Greater")]
    [InlineData("GreaterOrEqual")]
    public void Comparisons_choose(string type)
    {
        Agreement.Check(
            new OnnxBuilder(16)
                .Input("x", -1, 30)
                .Input("z", -1, 30)
                .Node(type, ["x", "z"], ["c"])
                .Node("Not", ["c"], ["n"])
                .Node("Where", ["c", "x", "z"], ["a"])
                .Node("Where", ["n", "x", "z"], ["b"])
                .Output("a", "b"),
            5,
            -2,
            2,
            integers: true
        );
    }

    [Theory]
    [InlineData("And")]
    [InlineData("Or")]
    [InlineData("Xor")]
    public void Logic(string type) =>
        Agreement.Check(
            new OnnxBuilder(16)
                .Input("x", -1, 30)
                .Input("z", -1, 30)
                .Scalar("h", 0)
                .Node("Less", ["x", "h"], ["a"])
                .Node("Less", ["z", "h"], ["b"])
                .Node(type, ["a", "b"], ["c"])
                .Node("Cast", ["c"], ["y"], ("to", 1))
                .Output("y"),
            5
        );

    [Fact]
    public void A_constant_condition_is_an_index_map()
    {
        var builder = new OnnxBuilder().Input("x", -1, 4).Scalar("s", 7);
        builder.Graph.Initializer.Add(
            new Compiler.Onnx.Proto.TensorProto
            {
                Name = "c",
                DataType = OnnxBuilder.Bool,
                Dims = { 4 },
                Int32Data = { 1, 0, 0, 1 },
            }
        );
        Agreement.Check(builder.Node("Where", ["c", "x", "s"], ["y"]).Output("y"), 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(10)]
    public void Casts(int to) =>
        Agreement.Check(
            new OnnxBuilder().Input("x", -1, 20).Node("Cast", ["x"], ["i"], ("to", to)).Node("Cast", ["i"], ["y"], ("to", 1)).Output("y"),
            2,
            -5,
            5,
            to == 10 ? 2e-3 : 2e-5
        );
}
