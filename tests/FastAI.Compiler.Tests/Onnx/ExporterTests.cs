using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Whole models in the style of the usual exporters.</summary>
public sealed class ExporterTests
{
    public static TheoryData<string> Models =>
        [
            .. Directory
                .GetFiles(Workspace.File("tests", "FastAI.Compiler.Tests", "Onnx", "Models"), "*.onnx")
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Order(),
        ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Torch(string name) =>
        Agreement.Check(
            File.ReadAllBytes(Workspace.File("tests", "FastAI.Compiler.Tests", "Onnx", "Models", name + ".onnx")),
            1,
            -1,
            1,
            1e-4
        );

    [Theory]
    [InlineData("torch_mlp_13", 3)]
    [InlineData("torch_cnn_13", 5)]
    public void Normalizations_shapes_and_dropout_leave_no_trace(string name, int linears)
    {
        var graph = GraphPasses.Run(
            OnnxImporter.Import(OnnxModel.Load(Workspace.File("tests", "FastAI.Compiler.Tests", "Onnx", "Models", name + ".onnx")))
        );
        Assert.Equal(linears + (name.Contains("mlp", StringComparison.Ordinal) ? 1 : 0), graph.Nodes.OfType<GraphLinear>().Count());
    }

    [Fact]
    public void Keras_by_tf2onnx_with_channels_last()
    {
        var random = new TestRandom(2);
        var builder = new OnnxBuilder(15)
            .Typed("input_1", OnnxBuilder.Float, -1, 6, 6, 2)
            .Weights("conv/kernel", [3, 2, 3, 3], random.Floats(54))
            .Weights("conv/bias", [3], random.Floats(3))
            .Weights("bn/scale", [3], random.Floats(3, 0.5, 1))
            .Weights("bn/b", [3], random.Floats(3))
            .Weights("bn/m", [3], random.Floats(3))
            .Weights("bn/v", [3], random.Floats(3, 0.5, 1))
            .Integers("flat", -1, 27)
            .Weights("dense/kernel", [27, 4], random.Floats(108))
            .Weights("dense/bias", [4], random.Floats(4))
            .Node("Transpose", ["input_1"], ["nchw"], ("perm", new long[] { 0, 3, 1, 2 }))
            .Node("Conv", ["nchw", "conv/kernel", "conv/bias"], ["conv"], ("auto_pad", "SAME_UPPER"), ("kernel_shape", new long[] { 3, 3 }))
            .Node("BatchNormalization", ["conv", "bn/scale", "bn/b", "bn/m", "bn/v"], ["bn"], ("epsilon", 0.001f))
            .Node("Relu", ["bn"], ["relu"])
            .Node("MaxPool", ["relu"], ["pool"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            .Node("Transpose", ["pool"], ["nhwc"], ("perm", new long[] { 0, 2, 3, 1 }))
            .Node("Reshape", ["nhwc", "flat"], ["flatten"])
            .Node("MatMul", ["flatten", "dense/kernel"], ["product"])
            .Node("Add", ["product", "dense/bias"], ["dense"])
            .Node("Softmax", ["dense"], ["softmax"], ("axis", -1))
            .Output("softmax");
        Agreement.Check(builder, 2);
        var graph = GraphPasses.Run(OnnxImporter.Import(builder.ToModel()));
        // No index map is left but the broadcasts of the softmax.
        Assert.Equal(3, graph.Nodes.OfType<GraphLinear>().Count());
        Assert.Equal(["softmax/shifted/right", "softmax/right"], graph.Nodes.OfType<GraphGather>().Select(gather => gather.Name));
        Assert.Equal(
            ["conv/kernel", "dense/kernel"],
            graph.Nodes.OfType<GraphLinear>().Select(linear => linear.Blocks[0].WeightSource?.Name).Where(source => source is not null)
        );
    }

    [Fact]
    public void Scikit_learn_multilayer_perceptron_by_skl2onnx()
    {
        // Numeric outputs; the label is a position among the classes.
        var random = new TestRandom(3);
        var builder = new OnnxBuilder(17)
            .Input("X", -1, 4)
            .Weights("w0", [4, 5], random.Floats(20))
            .Weights("b0", [1, 5], random.Floats(5))
            .Weights("w1", [5, 3], random.Floats(15))
            .Weights("b1", [1, 3], random.Floats(3))
            .Integers("shape", -1, 1)
            .Node("Cast", ["X"], ["cast_input"], ("to", 1))
            .Node("MatMul", ["cast_input", "w0"], ["m0"])
            .Node("Add", ["m0", "b0"], ["a0"])
            .Node("Relu", ["a0"], ["r0"])
            .Node("MatMul", ["r0", "w1"], ["m1"])
            .Node("Add", ["m1", "b1"], ["a1"])
            .Node("Softmax", ["a1"], ["probabilities"], ("axis", 1))
            .Node("ArgMax", ["probabilities"], ["label"], ("axis", 1), ("keepdims", 1))
            .Output("label", OnnxBuilder.Int64)
            .Output("probabilities");
        Agreement.Check(builder, 3);
    }

    [Fact]
    public void Integer_inputs_are_marked()
    {
        var builder = new OnnxBuilder(13)
            .Typed("adc", OnnxBuilder.Int32, -1, 4)
            .Node("Cast", ["adc"], ["x"], ("to", 1))
            .Node("Relu", ["x"], ["y"])
            .Output("y");
        var graph = OnnxImporter.Import(builder.ToModel());
        Assert.True(Assert.IsType<GraphInput>(graph.Nodes[0]).IsInteger);
        Agreement.Check(builder, 4, -50, 50);
    }

    [Fact]
    public void The_waveform_example() =>
        Agreement.Check(File.ReadAllBytes(Workspace.File("examples", "waveform-peak", "model.onnx")), 5, 1900, 2100, integers: true);

    [Fact]
    public void Every_operator_is_listed()
    {
        string list = OperatorTable.Markdown();
        foreach (string name in new[] { "Gemm", "Conv", "LayerNormalization", "ai.onnx.ml.Scaler" })
            Assert.Contains($"| {name} |", list, StringComparison.Ordinal);
        Assert.Equal(list.Split('\n').Length, list.Split('\n').Distinct().Count());
    }

    [Fact]
    public void Tensors_named_like_parts_of_operators_do_not_collide()
    {
        var builder = new OnnxBuilder()
            .Input("x", -1, 3)
            .Node("Relu", ["x"], ["y/max"])
            .Node("Tanh", ["y/max"], ["y/exp"])
            .Node("Softmax", ["y/exp"], ["y"])
            .Output("y", "y/max");
        Agreement.Check(builder, 6);
    }
}
