using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Model;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>What cannot be imported is refused with one line that names the place, and the right exit code.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void An_unknown_operator() =>
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder().Input("x", -1, 2).Node("Bar", ["x"], ["y"]).Output("y"),
            "test.onnx: node 'bar_0' (operator Bar): not supported: "
        );

    [Fact]
    public void An_operator_of_another_domain()
    {
        var builder = new OnnxBuilder().Input("x", -1, 2).Node("Relu", ["x"], ["y"]).Output("y");
        builder.Graph.Node[0].Domain = "com.example";
        Refused(ExitCode.Unsupported, builder, "(operator Relu, domain com.example)", "'com.example' is not supported");
    }

    [Fact]
    public void An_unknown_attribute() =>
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder().Input("x", -1, 2).Node("Relu", ["x"], ["y"], ("slope", 1f)).Output("y"),
            "node 'relu_0' (operator Relu)",
            "'slope'"
        );

    [Fact]
    public void An_attribute_of_the_wrong_type() =>
        Refused(
            ExitCode.BadInput,
            new OnnxBuilder().Input("x", -1, 2).Node("Softmax", ["x"], ["y"], ("axis", 1f)).Output("y"),
            "node 'softmax_0'",
            "'axis'"
        );

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    public void An_operator_set_out_of_range(int opset) =>
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder(opset).Input("x", -1, 2).Node("Relu", ["x"], ["y"]).Output("y"),
            $"operator set {opset}"
        );

    [Fact]
    public void A_cycle() =>
        Refused(
            ExitCode.BadInput,
            new OnnxBuilder().Input("x", -1, 2).Node("Add", ["x", "b"], ["a"]).Node("Relu", ["a"], ["b"]).Output("b"),
            "cycle",
            "node '"
        );

    [Fact]
    public void A_long_chain_in_reverse_order()
    {
        var builder = new OnnxBuilder().Input("x", -1, 2);
        for (int i = 50_000; i > 0; i--)
            builder.Node("Relu", [i == 1 ? "x" : $"t{i - 1}"], [$"t{i}"]);
        Assert.Equal(50_001, OnnxImporter.Import(builder.Output("t50000").ToModel()).Nodes.Length);
    }

    [Fact]
    public void A_tensor_made_twice() =>
        Refused(
            ExitCode.BadInput,
            new OnnxBuilder().Input("x", -1, 2).Node("Relu", ["x"], ["y"]).Node("Tanh", ["x"], ["y"]).Output("y"),
            "'y'"
        );

    [Fact]
    public void A_missing_tensor() =>
        Refused(ExitCode.BadInput, new OnnxBuilder().Input("x", -1, 2).Node("Add", ["x", "gone"], ["y"]).Output("y"), "'gone'");

    [Fact]
    public void A_missing_output() =>
        Refused(ExitCode.BadInput, new OnnxBuilder().Input("x", -1, 2).Node("Relu", ["x"], ["y"]).Output("z"), "'z'");

    [Fact]
    public void Too_few_inputs() =>
        Refused(ExitCode.BadInput, new OnnxBuilder().Input("x", -1, 2).Node("Add", ["x"], ["y"]).Output("y"), "node 'add_0'");

    [Fact]
    public void Shapes_that_do_not_fit() =>
        Refused(
            ExitCode.BadInput,
            new OnnxBuilder().Input("x", -1, 3).Weights("w", [2, 2], 1, 2, 3, 4).Node("MatMul", ["x", "w"], ["y"]).Output("y"),
            "node 'matmul_0'",
            "[N, 3]",
            "[2, 2]"
        );

    [Fact]
    public void A_stated_shape_that_is_not_so()
    {
        var builder = new OnnxBuilder().Input("x", -1, 3).Node("Relu", ["x"], ["y"]).Node("Tanh", ["y"], ["z"]).Output("z");
        builder.Graph.ValueInfo.Add(OnnxBuilder.Value("y", OnnxBuilder.Float, -1, 4));
        Refused(ExitCode.BadInput, builder, "[N, 4]", "'y'", "[N, 3]");
        builder.Graph.ValueInfo.Clear();
        builder.Graph.Output[0] = OnnxBuilder.Value("z", OnnxBuilder.Float, -1, 1, 3);
        Refused(ExitCode.BadInput, builder, "[N, 1, 3]", "'z'");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_not_finite(float value) =>
        Refused(
            ExitCode.BadInput,
            new OnnxBuilder().Input("x", -1, 2).Weights("w", [2, 2], 1, 2, value, 4).Node("MatMul", ["x", "w"], ["y"]).Output("y"),
            "element 2",
            "'w'"
        );

    [Fact]
    public void Weights_with_too_few_values() =>
        Refused(
            ExitCode.BadInput,
            new OnnxBuilder().Input("x", -1, 2).Weights("w", [2, 2], 1, 2, 3).Node("MatMul", ["x", "w"], ["y"]).Output("y"),
            "'w'",
            "3 values instead of 4"
        );

    [Fact]
    public void A_dynamic_dimension() =>
        Refused(ExitCode.BadInput, new OnnxBuilder().Input("x", -1, -1).Node("Relu", ["x"], ["y"]).Output("y"), "'x'", "dimension 1");

    [Fact]
    public void An_input_without_a_batch() =>
        Refused(ExitCode.Unsupported, new OnnxBuilder().Input("x", 4, 3).Node("Relu", ["x"], ["y"]).Output("y"), "'x'", "first dimension");

    [Fact]
    public void A_string_input() =>
        Refused(ExitCode.Unsupported, new OnnxBuilder().Typed("x", 8, -1, 3).Node("Identity", ["x"], ["y"]).Output("y"), "'x'", "strings");

    public static TheoryData<string, string[], string> Mixing =>
        new()
        {
            { "ReduceSum", ["x", "zero"], "reduces" },
            { "Concat", ["x", "x"], "concatenates" },
            { "Softmax", ["x"], "normalizes" },
            { "Gather", ["x", "zero"], "selects" },
            { "Slice", ["x", "zero", "one", "zero"], "slices" },
            { "ArgMax", ["x"], "searches" },
            { "Squeeze", ["x", "zero"], "removes" },
        };

    [Theory]
    [MemberData(nameof(Mixing))]
    public void What_mixes_events(string type, string[] inputs, string what)
    {
        var builder = new OnnxBuilder(13).Input("x", -1, 3, 4).Integers("zero", 0).Integers("one", 1);
        builder.Node(type, inputs, ["y"], type is "Concat" or "Softmax" or "ArgMax" or "Gather" ? [("axis", 0)] : []).Output("y");
        Refused(ExitCode.Unsupported, builder, what, "batch dimension");
    }

    [Fact]
    public void Reshapes_that_mix_events()
    {
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder().Input("x", -1, 3, 4).Integers("s", 3, -1).Node("Reshape", ["x", "s"], ["y"]).Output("y"),
            "different events"
        );
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder().Input("x", -1, 3, 4).Integers("s", 4, 3).Node("Reshape", ["x", "s"], ["y"]).Output("y"),
            "one batch size only"
        );
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder().Input("x", -1, 3).Node("Transpose", ["x"], ["t"]).Node("MatMul", ["t", "x"], ["y"]).Output("y"),
            "batch"
        );
    }

    [Fact]
    public void Weights_that_depend_on_the_event() =>
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder().Input("x", -1, 1, 5).Input("w", 1, 1, 3).Node("Conv", ["x", "w"], ["y"]).Output("y"),
            "node 'conv_0'",
            "must be a constant"
        );

    [Fact]
    public void Huge_tensors_are_refused_at_once()
    {
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder().Input("x", -1, 1 << 14, 1 << 14).Node("Relu", ["x"], ["y"]).Output("y"),
            "elements"
        );
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder().Input("x", -1, 1).Integers("s", 1, long.MaxValue).Node("Expand", ["x", "s"], ["y"]).Output("y")
        );
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder()
                .Input("x", -1, 1, 4000)
                .Input("z", -1, 4000, 1)
                .Node("Add", ["x", "z"], ["y"])
                .Node("MatMul", ["y", "y"], ["q"])
                .Output("q")
        );
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder()
                .Input("x", -1, 1, 2000, 2000)
                .Node("MaxPool", ["x"], ["y"], ("kernel_shape", new long[] { 500, 500 }))
                .Output("y"),
            "unrolls"
        );
    }

    [Fact]
    public void Constants_without_elements_and_repeated_concatenation()
    {
        foreach (string type in new[] { "Softmax", "GlobalMaxPool", "ReduceMax", "Relu" })
            Refused(
                ExitCode.BadInput,
                new OnnxBuilder(13)
                    .Input("x", -1, 3)
                    .Weights("w", [2, 3, 0])
                    .Node(type, ["w"], ["e"])
                    .Node("Add", ["x", "e"], ["y"])
                    .Output("y")
            );
        string[] many = [.. Enumerable.Repeat("x", 300)];
        Refused(
            ExitCode.Unsupported,
            new OnnxBuilder().Input("x", -1, 1 << 20).Node("Concat", many, ["y"], ("axis", 1)).Output("y"),
            "node 'concat_0'"
        );
    }

    [Fact]
    public void Files_that_are_not_models()
    {
        AssertOneLine(Assert.Throws<FastAIException>(() => OnnxModel.Parse(Array.Empty<byte>())), ExitCode.BadInput, "empty");
        AssertOneLine(Assert.Throws<FastAIException>(() => OnnxModel.Parse("not a model"u8.ToArray())), ExitCode.BadInput);
        AssertOneLine(Assert.Throws<FastAIException>(() => OnnxModel.Load("/nonexistent/model.onnx")), ExitCode.BadInput, "cannot be read");
    }

    [Fact]
    public void Control_flow()
    {
        Refused(ExitCode.Unsupported, new OnnxBuilder().Input("x", -1, 3).Node("If", ["x"], ["y"]).Output("y"), "control flow");
        foreach (string loop in new[] { "Loop", "Scan" })
            Refused(
                ExitCode.Unsupported,
                new OnnxBuilder().Input("x", -1, 3).Node(loop, ["x"], ["y"]).Output("y"),
                $"'{loop.ToLowerInvariant()}_0'",
                "trip count",
                "RNN, LSTM or GRU"
            );
    }

    [Fact]
    public void Labels_of_classifiers()
    {
        var builder = new OnnxBuilder().Input("x", -1, 3).Node("LabelEncoder", ["x"], ["y"]).Output("y");
        builder.Graph.Node[0].Domain = "ai.onnx.ml";
        Refused(ExitCode.Unsupported, builder, "(operator LabelEncoder, domain ai.onnx.ml)", "after the firmware");
    }

    internal static void Refused(ExitCode code, OnnxBuilder builder, params string[] parts) =>
        AssertOneLine(Assert.Throws<FastAIException>(() => GraphPasses.Run(OnnxImporter.Import(builder.ToModel()))), code, parts);

    private static void AssertOneLine(FastAIException e, ExitCode code, params string[] parts)
    {
        Assert.Equal(code, e.Code);
        Assert.DoesNotContain('\n', e.Message);
        foreach (string part in parts)
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }
}
