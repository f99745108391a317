using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Testing;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

public sealed class LinearOperatorTests
{
    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(0, count)];

    [SkippableFact]
    public void The_published_jet_network_imports_as_four_dense_layers()
    {
        byte[] bytes = File.ReadAllBytes(Workspace.Shared("reference", "jet_mlp", "jet_mlp.onnx"));
        Agreement.Check(bytes, 1);
        var graph = GraphPasses.Run(OnnxImporter.Import(OnnxModel.Parse(bytes, "jet_mlp.onnx")));
        Assert.Equal("jet_mlp", graph.Name);
        Assert.Equal(
            [(16, 64), (64, 32), (32, 32), (32, 5)],
            graph.Nodes.OfType<GraphLinear>().Select(linear => (linear.Blocks[0].Rows, linear.Blocks[0].Columns))
        );
        Assert.All(graph.Nodes.OfType<GraphLinear>(), linear => Assert.NotNull(Assert.Single(linear.Blocks).WeightSource));
    }

    [Theory]
    [MemberData(nameof(Seeds), 40)]
    public void Gemm(int seed)
    {
        var random = new TestRandom(seed);
        int opset = random.Next(9, 23),
            k = random.Next(1, 6),
            m = random.Next(1, 6);
        bool transB = random.Flag();
        var builder = new OnnxBuilder(opset).Input("x", random.Pick(-1, 1), k).Weights("w", transB ? [m, k] : [k, m], random.Floats(k * m));
        string[] inputs = ["x", "w"];
        // Before operator set 11 the addend is required.
        if (opset < 11 || random.Flag())
        {
            long[] shape = random.Pick<long[]>([m], [1, m], [1], [1, 1]);
            builder.Weights("c", shape, random.Floats((int)shape.Aggregate(1L, (a, b) => a * b)));
            inputs = ["x", "w", "c"];
        }
        builder.Node("Gemm", inputs, ["y"], ("transB", transB ? 1 : 0), ("alpha", random.Float()), ("beta", random.Float())).Output("y");
        Agreement.Check(builder, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 20)]
    public void Gemm_of_one_event_may_transpose_or_have_variables_everywhere(int seed)
    {
        var random = new TestRandom(seed);
        int k = random.Next(1, 4),
            m = random.Next(1, 4),
            n = random.Next(1, 4);
        bool transA = random.Flag(),
            transB = random.Flag();
        // The events' batch of 1 is squeezed away, so that the matrices are free.
        var builder = new OnnxBuilder()
            .Input("a", transA ? [1, k, n] : [1, n, k])
            .Input("b", transB ? [1, m, k] : [1, k, m])
            .Input("c", 1, n, m)
            .Integers("axes", 0)
            .Node("Squeeze", ["a", "axes"], ["a2"])
            .Node("Squeeze", ["b", "axes"], ["b2"])
            .Node("Squeeze", ["c", "axes"], ["c2"])
            .Node(
                "Gemm",
                ["a2", "b2", "c2"],
                ["y"],
                ("transA", transA ? 1 : 0),
                ("transB", transB ? 1 : 0),
                ("alpha", random.Float()),
                ("beta", random.Float())
            )
            .Node("Unsqueeze", ["y", "axes"], ["z"])
            .Output("z");
        Agreement.Check(builder, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 40)]
    public void MatMul_by_a_constant(int seed)
    {
        var random = new TestRandom(seed);
        int k = random.Next(1, 4),
            m = random.Next(1, 4),
            t = random.Next(1, 3),
            h = random.Next(1, 3);
        var (left, right, constantLeft) = random.Pick<(long[], long[], bool)>(
            ([-1, k], [k, m], false),
            ([-1, t, k], [k, m], false),
            ([-1, h, t, k], [k, m], false),
            ([-1, h, t, k], [h, k, m], false),
            ([-1, t, k], [k], false),
            ([-1, 1, t, k], [h, k, m], false),
            ([t, k], [-1, k, m], true),
            ([h, t, k], [-1, 1, k, m], true),
            ([h, t, k], [-1, h, k, m], true),
            ([k], [-1, k, m], true)
        );
        var builder = new OnnxBuilder(random.Next(9, 23));
        var constant = constantLeft ? left : right;
        builder.Input("x", constantLeft ? right : left).Weights("w", constant, random.Floats((int)constant.Aggregate(1L, (a, b) => a * b)));
        builder.Node("MatMul", constantLeft ? ["w", "x"] : ["x", "w"], ["y"]).Output("y");
        Agreement.Check(builder, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 30)]
    public void MatMul_of_two_variables(int seed)
    {
        var random = new TestRandom(seed);
        int k = random.Next(1, 4),
            m = random.Next(1, 4),
            t = random.Next(1, 3),
            h = random.Next(1, 3);
        var (left, right) = random.Pick<(long[], long[])>(
            ([-1, t, k], [-1, k, m]),
            ([-1, h, t, k], [-1, h, k, m]),
            ([-1, 1, t, k], [-1, h, k, m]),
            ([-1, h, t, k], [-1, 1, k, m]),
            ([1, t, k], [1, k, m])
        );
        Agreement.Check(
            new OnnxBuilder(random.Next(9, 23)).Input("a", left).Input("b", right).Node("MatMul", ["a", "b"], ["y"]).Output("y"),
            seed
        );
    }

    [Theory]
    [MemberData(nameof(Seeds), 120)]
    public void Conv(int seed)
    {
        var random = new TestRandom(seed);
        int rank = random.Next(1, 3),
            groups = random.Next(1, 3),
            perGroup = random.Next(1, 2),
            filters = groups * random.Next(1, 3);
        long[] kernel = random.Longs(rank, 1, 3),
            spatial = random.Longs(rank, 5, rank == 3 ? 5 : 7);
        var attributes = WindowAttributes(random, rank, dilations: true);
        if (random.Flag())
            attributes.Add(("kernel_shape", kernel));
        attributes.Add(("group", groups));
        var builder = new OnnxBuilder(random.Next(9, 23))
            .Input("x", [random.Pick(-1, 1), groups * perGroup, .. spatial])
            .Weights("w", [filters, perGroup, .. kernel], random.Floats((int)(filters * perGroup * kernel.Aggregate(1L, (a, b) => a * b))));
        bool bias = random.Flag();
        if (bias)
            builder.Weights("b", [filters], random.Floats(filters));
        builder.Node("Conv", bias ? ["x", "w", "b"] : ["x", "w"], ["y"], [.. attributes]).Output("y");
        Agreement.Check(builder, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 100)]
    public void ConvTranspose(int seed)
    {
        var random = new TestRandom(seed);
        int rank = random.Next(1, 2),
            groups = random.Next(1, 2),
            perGroup = random.Next(1, 2),
            filters = random.Next(1, 2);
        long[] kernel = random.Longs(rank, 1, 3),
            spatial = random.Longs(rank, 3, 5),
            strides = random.Longs(rank, 1, 3);
        var attributes = new List<(string, object)> { ("strides", strides), ("group", groups) };
        if (random.Flag())
            attributes.Add(("dilations", random.Longs(rank, 1, 2)));
        switch (random.Next(0, 3))
        {
            case 0:
                attributes.Add(("pads", random.Longs(2 * rank, 0, 1)));
                break;
            case 1:
                attributes.Add(("output_padding", strides.Select(stride => (long)random.Next(0, (int)stride - 1)).ToArray()));
                break;
            case 2:
                attributes.Add(("output_shape", spatial.Select((extent, a) => (extent - 1) * strides[a] + 1).ToArray()));
                attributes.Add(("auto_pad", random.Pick("SAME_UPPER", "SAME_LOWER", "NOTSET")));
                break;
        }
        var builder = new OnnxBuilder(random.Next(11, 23))
            .Input("x", [-1, groups * perGroup, .. spatial])
            .Weights(
                "w",
                [groups * perGroup, filters, .. kernel],
                random.Floats((int)(groups * perGroup * filters * kernel.Aggregate(1L, (a, b) => a * b)))
            )
            .Weights("b", [groups * filters], random.Floats(groups * filters));
        builder.Node("ConvTranspose", random.Flag() ? ["x", "w", "b"] : ["x", "w"], ["y"], [.. attributes]).Output("y");
        Agreement.Check(builder, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 20)]
    public void Batch_normalization_vanishes_into_its_convolution(int seed)
    {
        var random = new TestRandom(seed);
        int channels = random.Next(1, 3),
            filters = random.Next(1, 3);
        var builder = new OnnxBuilder(random.Next(9, 23))
            .Input("x", -1, channels, 5, 4)
            .Weights("w", [filters, channels, 2, 3], random.Floats(6 * filters * channels));
        bool before = random.Flag();
        int normalized = before ? channels : filters;
        builder
            .Weights("s", [normalized], random.Floats(normalized, 0.5, 2))
            .Weights("t", [normalized], random.Floats(normalized))
            .Weights("m", [normalized], random.Floats(normalized))
            .Weights("v", [normalized], random.Floats(normalized, 0.1, 2));
        string[] rest = ["s", "t", "m", "v"];
        if (before)
            builder.Node("BatchNormalization", ["x", .. rest], ["n"]).Node("Conv", ["n", "w"], ["y"]);
        else
            builder.Node("Conv", ["x", "w"], ["n"]).Node("BatchNormalization", ["n", .. rest], ["y"], ("epsilon", 0.01f));
        builder.Output("y");
        Agreement.Check(builder, seed);
        var linear = Assert.Single(GraphPasses.Run(OnnxImporter.Import(builder.ToModel())).Nodes.OfType<GraphLinear>());
        Assert.Equal("w", linear.Blocks[0].WeightSource?.Name);
        Assert.Equal(before ? null : "t", linear.Blocks[0].BiasSource?.Name);
        Assert.Equal("y", linear.Name);
    }

    [Theory]
    [MemberData(nameof(Seeds), 10)]
    public void A_bias_added_after_a_matrix_product_is_its_bias(int seed)
    {
        var random = new TestRandom(seed);
        int k = random.Next(1, 5),
            m = random.Next(1, 5);
        var builder = new OnnxBuilder()
            .Input("x", -1, k)
            .Weights("w", [k, m], random.Floats(k * m))
            .Weights("b", [m], random.Floats(m))
            .Node("MatMul", ["x", "w"], ["p"])
            .Node("Add", random.Flag() ? ["p", "b"] : ["b", "p"], ["y"])
            .Output("y");
        Agreement.Check(builder, seed);
        var imported = OnnxImporter.Import(builder.ToModel());
        var block = Assert.Single(Assert.Single(GraphPasses.Run(imported).Nodes.OfType<GraphLinear>()).Blocks);
        Assert.Equal("b", block.BiasSource?.Name);
        Assert.Equal(Enumerable.Range(0, m), block.BiasSource!.Elements);
        Assert.Equal("w", block.WeightSource?.Name);
        Assert.Equal(2, GraphPasses.Run(imported, "p".Equals).Nodes.OfType<GraphLinear>().Count());
    }

    [Fact]
    public void Stated_weights_stay_the_numbers_of_the_model()
    {
        var builder = new OnnxBuilder()
            .Input("x", -1, 2)
            .Weights("w", [2, 2], 1, 2, 3, 4)
            .Weights("b", [2], 1, 2)
            .Scalar("half", 0.5f)
            .Node("MatMul", ["x", "w"], ["p"])
            .Node("Add", ["p", "b"], ["q"])
            .Node("Mul", ["q", "half"], ["y"])
            .Output("y");
        var imported = OnnxImporter.Import(builder.ToModel());
        var block = Assert.Single(GraphPasses.Run(imported).Nodes.OfType<GraphLinear>()).Blocks[0];
        Assert.Equal<double>([0.5, 1, 1.5, 2], block.Weights.AsSpan());
        // The bias may join the stated weights, the scale may not; nor may a scale with a stated factor vanish.
        Assert.Equal(
            ["q", "y"],
            GraphPasses.Run(imported, name => name is "w" or "b").Nodes.OfType<GraphLinear>().Select(linear => linear.Name)
        );
        Assert.Equal(["q", "y"], GraphPasses.Run(imported, "half".Equals).Nodes.OfType<GraphLinear>().Select(linear => linear.Name));
    }

    [Theory]
    [MemberData(nameof(Seeds), 120)]
    public void Arithmetic(int seed)
    {
        var random = new TestRandom(seed);
        string type = random.Pick("Add", "Sub", "Mul", "Div");
        long[] shape = random.Pick<long[]>([], [1], [3], [2, 1], [2, 3], [1, 2, 3], [1, 4, 1, 3]);
        var builder = new OnnxBuilder(random.Next(9, 23)).Input("x", random.Pick(-1, 1), 4, 2, 3);
        if (random.Next(0, 2) == 0)
            builder.Input("c", -1, random.Pick(1, 4), random.Pick(1, 2), 3);
        else
            builder.Weights("c", shape, random.Floats((int)shape.Aggregate(1L, (a, b) => a * b), 0.5, 2));
        builder.Node(type, random.Flag() ? ["x", "c"] : ["c", "x"], ["y"]).Output("y");
        Agreement.Check(builder, seed, low: 0.5, high: 3);
    }

    [Fact]
    public void Scaler_of_the_machine_learning_domain()
    {
        var builder = new OnnxBuilder()
            .Input("x", -1, 3)
            .Node("Scaler", ["x"], ["y"], ("offset", new[] { 0.5f, -1f, 2f }), ("scale", new[] { 2f, 0.5f, -1f }))
            .Output("y");
        builder.Graph.Node[0].Domain = "ai.onnx.ml";
        builder.Model.OpsetImport.Add(new Compiler.Onnx.Proto.OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 1 });
        Agreement.Check(builder, 1);
    }

    internal static List<(string, object)> WindowAttributes(TestRandom random, int rank, bool dilations)
    {
        var attributes = new List<(string, object)>();
        if (random.Flag())
            attributes.Add(("strides", random.Longs(rank, 1, 3)));
        bool dilated = dilations && random.Flag();
        switch (random.Next(0, 3))
        {
            case 0:
                attributes.Add(("pads", random.Longs(2 * rank, 0, 1)));
                break;
            case 1:
                // ONNX Runtime has no SAME with dilations.
                dilated = false;
                attributes.Add(("auto_pad", random.Pick("SAME_UPPER", "SAME_LOWER", "VALID")));
                break;
        }
        if (dilated)
            attributes.Add(("dilations", random.Longs(rank, 1, 2)));
        return attributes;
    }
}
