using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

public sealed class ReductionOperatorTests
{
    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(0, count)];

    [Theory]
    [MemberData(nameof(Seeds), 150)]
    public void Pooling(int seed)
    {
        var random = new TestRandom(seed);
        bool average = random.Flag();
        int rank = random.Next(1, 3),
            opset = random.Next(10, 23);
        long[] kernel = random.Longs(rank, 2, 3);
        var attributes = LinearOperatorTests.WindowAttributes(random, rank, dilations: !average || opset >= 19);
        attributes.Add(("kernel_shape", kernel));
        bool same = attributes.Any(attribute => attribute.Item1 == "auto_pad");
        if (!same && random.Flag())
            attributes.Add(("ceil_mode", 1));
        // ONNX Runtime refuses a MaxPool whose windows leave elements out, which SAME would have to pad by less than nothing.
        int stepped = attributes.FindIndex(attribute => attribute.Item1 == "strides");
        if (same && !average && stepped >= 0)
            attributes[stepped] = ("strides", ((long[])attributes[stepped].Item2).Zip(kernel, Math.Min).ToArray());
        if (average && random.Flag())
            attributes.Add(("count_include_pad", 1));
        var builder = new OnnxBuilder(opset)
            .Input("x", [-1, 2, .. random.Longs(rank, 6, 8)])
            .Node(average ? "AveragePool" : "MaxPool", ["x"], ["y"], [.. attributes])
            .Output("y");
        Agreement.Check(builder, seed);
    }

    [Theory]
    [InlineData("GlobalMaxPool")]
    [InlineData("GlobalAveragePool")]
    public void Global_pooling(string type)
    {
        Agreement.Check(new OnnxBuilder().Input("x", -1, 3, 4, 5).Node(type, ["x"], ["y"]).Output("y"), 1);
        Agreement.Check(new OnnxBuilder().Input("x", 1, 3, 4).Node(type, ["x"], ["y"]).Output("y"), 2);
    }

    [Theory]
    [MemberData(nameof(Seeds), 120)]
    public void Reductions(int seed)
    {
        var random = new TestRandom(seed);
        string type = random.Pick(
            "ReduceSum",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceL1",
            "ReduceL2",
            "ReduceSumSquare",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceProd"
        );
        int opset = random.Next(9, 23);
        long[] axes = random.Pick<long[]>([1], [2], [3], [-1], [1, 3], [-2, -1], [1, 2, 3]);
        bool asInput = opset >= (type == "ReduceSum" ? 13 : 18);
        var builder = new OnnxBuilder(opset).Input("x", -1, 2, 3, 4).Integers("axes", axes);
        var attributes = new List<(string, object)> { ("keepdims", random.Next(0, 1)) };
        if (!asInput)
            attributes.Add(("axes", axes));
        builder.Node(type, asInput ? ["x", "axes"] : ["x"], ["y"], [.. attributes]).Output("y");
        Agreement.Check(builder, seed, low: 0.1, high: 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Without_axes_a_single_event_is_reduced_whole_or_not_at_all(int noop)
    {
        var builder = new OnnxBuilder(13)
            .Input("x", 1, 2, 3)
            .Integers("none")
            .Node("ReduceSum", ["x", "none"], ["y"], ("noop_with_empty_axes", noop))
            .Output("y");
        Agreement.Check(builder, noop);
    }

    [Theory]
    [MemberData(nameof(Seeds), 40)]
    public void Positions_of_extremes(int seed)
    {
        var random = new TestRandom(seed);
        var builder = new OnnxBuilder(random.Next(12, 23))
            .Input("x", -1, 3, 4)
            .Node(
                random.Pick("ArgMax", "ArgMin"),
                ["x"],
                ["i"],
                ("axis", random.Pick(1, 2, -1)),
                ("keepdims", random.Next(0, 1)),
                ("select_last_index", random.Next(0, 1))
            )
            .Node("Cast", ["i"], ["y"], ("to", 1))
            .Output("y");
        // Small integers, so that there are ties.
        Agreement.Check(builder, seed, -1, 1, integers: true);
    }

    [Theory]
    [MemberData(nameof(Seeds), 60)]
    public void Softmax_and_its_logarithm(int seed)
    {
        var random = new TestRandom(seed);
        int axis = random.Pick(1, 2, 3, -1, -2);
        Agreement.Check(
            new OnnxBuilder(random.Next(9, 23))
                .Input("x", -1, 2, 3, 4)
                .Node(random.Pick("Softmax", "LogSoftmax"), ["x"], ["y"], ("axis", axis))
                .Output("y"),
            seed,
            -4,
            4
        );
    }

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    public void Softmax_takes_the_default_axis_of_its_operator_set(int opset) =>
        Agreement.Check(new OnnxBuilder(opset).Input("x", -1, 2, 3).Node("Softmax", ["x"], ["y"]).Output("y"), 1);

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(2)]
    public void Layer_normalization(int axis)
    {
        var random = new TestRandom(axis + 5);
        long[] shape = axis == 1 ? [3, 4] : [4];
        int size = axis == 1 ? 12 : 4;
        var builder = new OnnxBuilder(17)
            .Input("x", -1, 3, 4)
            .Weights("s", shape, random.Floats(size))
            .Weights("b", shape, random.Floats(size))
            .Node("LayerNormalization", ["x", "s", "b"], ["y"], ("axis", axis), ("epsilon", 0.01f))
            .Output("y");
        Agreement.Check(builder, axis + 5, tolerance: 1e-4);
    }

    [Fact]
    public void Instance_normalization() =>
        Agreement.Check(
            new OnnxBuilder()
                .Input("x", -1, 2, 3, 4)
                .Weights("s", [2], 1.5f, -0.5f)
                .Weights("b", [2], 0.25f, 1f)
                .Node("InstanceNormalization", ["x", "s", "b"], ["y"])
                .Output("y"),
            4,
            tolerance: 1e-4
        );

    [Theory]
    [MemberData(nameof(Seeds), 24)]
    public void Group_normalization(int seed)
    {
        var random = new TestRandom(seed);
        int groups = random.Next(1, 3),
            channels = groups * random.Next(1, 3),
            opset = random.Pick(18, 21, 22);
        int parameters = opset < 21 ? groups : channels;
        var builder = new OnnxBuilder(opset)
            .Input("x", -1, channels, 3, 2)
            .Weights("s", [parameters], random.Floats(parameters))
            .Weights("b", [parameters], random.Floats(parameters))
            .Node("GroupNormalization", ["x", "s", "b"], ["y"], ("num_groups", groups), ("epsilon", 0.01f))
            .Output("y");
        Agreement.Check(builder, seed, tolerance: 1e-4);
    }

    [Theory]
    [MemberData(nameof(Seeds), 24)]
    public void Normalization_by_a_norm_and_by_neighbouring_channels(int seed)
    {
        var random = new TestRandom(seed);
        Agreement.Check(
            new OnnxBuilder()
                .Input("x", -1, 3, 4)
                .Node("LpNormalization", ["x"], ["y"], ("axis", random.Pick(1, 2, -1)), ("p", random.Next(1, 2)))
                .Output("y"),
            seed,
            0.2,
            2
        );
        Agreement.Check(
            new OnnxBuilder()
                .Input("x", -1, random.Next(1, 5), 2, 2)
                .Node(
                    "LRN",
                    ["x"],
                    ["y"],
                    ("size", random.Pick(1, 3, 5)),
                    ("alpha", 0.5f),
                    ("beta", random.Pick(0.5f, 0.75f, 1f)),
                    ("bias", 1.5f)
                )
                .Output("y"),
            seed
        );
    }

    [Theory]
    [MemberData(nameof(Seeds), 40)]
    public void Running_sums_triangles_and_places(int seed)
    {
        var random = new TestRandom(seed);
        Agreement.Check(
            new OnnxBuilder(random.Next(14, 23))
                .Input("x", -1, 4, 3)
                .Integers("axis", random.Pick(1, 2, -1))
                .Node("CumSum", ["x", "axis"], ["y"], ("exclusive", random.Next(0, 1)), ("reverse", random.Next(0, 1)))
                .Output("y"),
            seed
        );
        Agreement.Check(
            new OnnxBuilder(random.Next(14, 23))
                .Input("x", -1, random.Next(1, 4), random.Next(1, 4))
                .Integers("k", random.Next(-3, 3))
                .Node("Trilu", ["x", "k"], ["y"], ("upper", random.Next(0, 1)))
                .Output("y"),
            seed
        );
        Agreement.Check(
            new OnnxBuilder(random.Next(9, 23))
                .Input("x", -1, 3, 4)
                .Node("Hardmax", ["x"], ["y"], ("axis", random.Pick(1, 2, -1)))
                .Output("y"),
            seed,
            -2,
            2,
            integers: true
        );
        Agreement.Check(
            new OnnxBuilder(random.Next(12, 23))
                .Input("x", -1, 3, 4)
                .Integers("depth", 4)
                .Weights("values", [2], random.Floats(2))
                .Node("ArgMax", ["x"], ["i"], ("axis", 2), ("keepdims", 0))
                .Node("OneHot", ["i", "depth", "values"], ["y"], ("axis", random.Pick(-1, 1, 2)))
                .Output("y"),
            seed
        );
    }

    [Theory]
    [MemberData(nameof(Seeds), 16)]
    public void Elements_under_a_constant_condition(int seed)
    {
        var random = new TestRandom(seed);
        int axis = random.Next(1, 2);
        var builder = new OnnxBuilder(random.Next(11, 23)).Input("x", -1, 4, 4);
        builder.Graph.Initializer.Add(
            new FastAI.Compiler.Onnx.Proto.TensorProto
            {
                Name = "c",
                DataType = OnnxBuilder.Bool,
                Dims = { 3L },
                Int32Data = { 1, random.Next(0, 1), random.Next(0, 1) },
            }
        );
        Agreement.Check(builder.Node("Compress", ["x", "c"], ["y"], ("axis", axis)).Output("y"), seed);
    }
}
