using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

public sealed class ShapeOperatorTests
{
    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(0, count)];

    [Theory]
    [MemberData(nameof(Seeds), 60)]
    public void Reshape(int seed)
    {
        var random = new TestRandom(seed);
        long[] shape = random.Pick<long[]>(
            [-1, 24],
            [0, 24],
            [0, -1],
            [-1, 6, 4],
            [0, 0, -1],
            [-1, 3, 2, 4],
            [0, 4, 6],
            [-1, 2, 12],
            [0, 2, 3, 4, 1]
        );
        Agreement.Check(
            new OnnxBuilder(random.Next(9, 23))
                .Input("x", random.Pick(-1, 1), 2, 3, 4)
                .Integers("s", shape)
                .Node("Reshape", ["x", "s"], ["y"])
                .Output("y"),
            seed
        );
    }

    [Fact]
    public void Rows_of_all_events_may_share_a_matrix_product()
    {
        // (N, 3, 4) -> (3 N, 4) -> MatMul -> (N, 3, 2): TimeDistributed as Keras writes it.
        var builder = new OnnxBuilder()
            .Input("x", -1, 3, 4)
            .Integers("rows", -1, 4)
            .Integers("back", -1, 3, 2)
            .Weights("w", [4, 2], new TestRandom(1).Floats(8))
            .Node("Reshape", ["x", "rows"], ["r"])
            .Node("MatMul", ["r", "w"], ["m"])
            .Node("Reshape", ["m", "back"], ["y"])
            .Output("y");
        Agreement.Check(builder, 1);
        Assert.Single(GraphPasses.Run(OnnxImporter.Import(builder.ToModel())).Nodes.OfType<GraphLinear>());
    }

    [Theory]
    [MemberData(nameof(Seeds), 20)]
    public void View_by_size_as_exporters_write_it(int seed)
    {
        var random = new TestRandom(seed);
        int opset = random.Next(9, 23);
        var builder = new OnnxBuilder(opset)
            .Input("x", random.Pick(-1, 1), 2, 3)
            .Integers("first", 0)
            .Integers("rest", -1)
            .Integers("axes", 0)
            .Node("Shape", ["x"], ["shape"]);
        builder.Graph.Initializer.Add(
            new Compiler.Onnx.Proto.TensorProto
            {
                Name = "zero",
                DataType = OnnxBuilder.Int64,
                Int64Data = { 0 },
            }
        );
        if (random.Flag())
            builder.Node("Gather", ["shape", "first"], ["n"], ("axis", 0));
        else
        {
            builder.Node("Gather", ["shape", "zero"], ["scalar"], ("axis", 0));
            if (opset < 13)
                builder.Node("Unsqueeze", ["scalar"], ["n"], ("axes", new long[] { 0 }));
            else
                builder.Node("Unsqueeze", ["scalar", "axes"], ["n"]);
        }
        builder.Node("Concat", ["n", "rest"], ["target"], ("axis", 0)).Node("Reshape", ["x", "target"], ["y"]).Output("y");
        Agreement.Check(builder, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 40)]
    public void Transpose(int seed)
    {
        var random = new TestRandom(seed);
        long[] order = [1, 2, 3];
        new Random(seed).Shuffle(order);
        Agreement.Check(
            new OnnxBuilder(random.Next(9, 23))
                .Input("x", -1, 2, 3, 4)
                .Node("Transpose", ["x"], ["y"], ("perm", (long[])[0, .. order]))
                .Output("y"),
            seed
        );
    }

    [Fact]
    public void The_batch_may_leave_the_front_and_come_back() =>
        Agreement.Check(
            new OnnxBuilder()
                .Input("x", -1, 3, 4)
                .Integers("flat", -1, 4)
                .Weights("w", [4, 4], new TestRandom(1).Floats(16))
                .Integers("back", 3, -1, 4)
                .Node("Transpose", ["x"], ["t"], ("perm", new long[] { 1, 0, 2 }))
                .Node("Reshape", ["t", "flat"], ["r"])
                .Node("MatMul", ["r", "w"], ["m"])
                .Node("Reshape", ["m", "back"], ["b"])
                .Node("Transpose", ["b"], ["y"], ("perm", new long[] { 1, 0, 2 }))
                .Output("y"),
            1
        );

    [Theory]
    [MemberData(nameof(Seeds), 80)]
    public void Slice(int seed)
    {
        var random = new TestRandom(seed);
        int opset = random.Next(9, 23);
        long[] steps = opset == 9 ? [1, 1] : [random.Pick(1, 2, -1, -2), random.Pick(1, 1, 3, -1)];
        long Bound(long step, bool start, int extent) =>
            step > 0 == start ? random.Next(-extent - 2, -extent) : random.Pick<long>(extent, int.MaxValue, long.MaxValue, -1);
        long[] starts = [Bound(steps[0], true, 5), Bound(steps[1], true, 6)];
        long[] ends = [Bound(steps[0], false, 5), Bound(steps[1], false, 6)];
        for (int i = 0; i < 2; i++)
            if (steps[i] < 0)
                (starts[i], ends[i]) = (random.Pick<long>(-1, 4, 100), random.Pick<long>(-100, long.MinValue, 0));
        long[] axes = [1, -1];
        var builder = new OnnxBuilder(opset)
            .Input("x", -1, 5, 2, 6)
            .Integers("s", starts)
            .Integers("e", ends)
            .Integers("a", axes)
            .Integers("d", steps);
        if (opset == 9)
            builder.Node("Slice", ["x"], ["y"], ("starts", starts), ("ends", ends), ("axes", axes));
        else
            builder.Node("Slice", ["x", "s", "e", "a", "d"], ["y"]);
        Agreement.Check(builder.Output("y"), seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 20)]
    public void Gather(int seed)
    {
        var random = new TestRandom(seed);
        int axis = random.Pick(1, 2, -1);
        var builder = new OnnxBuilder(random.Next(11, 23)).Input("x", -1, 3, 3);
        long[] dims = random.Pick<long[]>([], [1], [4], [2, 2]);
        int count = (int)dims.Aggregate(1L, (a, b) => a * b);
        builder.Graph.Initializer.Add(
            new Compiler.Onnx.Proto.TensorProto
            {
                Name = "i",
                DataType = OnnxBuilder.Int64,
                Dims = { dims },
                Int64Data = { random.Longs(count, -3, 2) },
            }
        );
        Agreement.Check(builder.Node("Gather", ["x", "i"], ["y"], ("axis", axis)).Output("y"), seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 20)]
    public void Concat_and_split(int seed)
    {
        var random = new TestRandom(seed);
        int opset = random.Next(9, 23),
            axis = random.Pick(1, 2, -1);
        long[] parts = [random.Next(1, 3), random.Next(1, 3)];
        long total = parts.Sum();
        var builder = new OnnxBuilder(opset)
            .Input("a", axis == 1 ? [-1, 2, 3] : [-1, 3, 2])
            .Input("b", axis == 1 ? [-1, total - 2 + 2, 3] : [-1, 3, total])
            .Integers("split", [2, .. parts]);
        builder.Node("Concat", ["a", "b"], ["c"], ("axis", axis));
        if (opset < 13)
            builder.Node("Split", ["c"], ["u", "v", "w"], ("axis", axis), ("split", (long[])[2, .. parts]));
        else
            builder.Node("Split", ["c", "split"], ["u", "v", "w"], ("axis", axis));
        Agreement.Check(builder.Node("Relu", ["v"], ["r"]).Output("u", "r", "w"), seed);
    }

    [Fact]
    public void Split_into_uneven_parts()
    {
        Agreement.Check(
            new OnnxBuilder(18)
                .Input("x", -1, 7)
                .Node("Split", ["x"], ["a", "b", "c"], ("axis", 1), ("num_outputs", 3))
                .Output("a", "b", "c"),
            1
        );
        Agreement.Check(new OnnxBuilder(13).Input("x", -1, 6).Node("Split", ["x"], ["a", "b", "c"], ("axis", 1)).Output("a", "b", "c"), 2);
    }

    [Theory]
    [MemberData(nameof(Seeds), 40)]
    public void Pad(int seed)
    {
        var random = new TestRandom(seed);
        int opset = random.Next(9, 23);
        string mode = random.Pick("constant", "reflect", "edge");
        long[] pads = [0, 0, .. random.Longs(2, 0, 2), 0, 0, .. random.Longs(2, 0, 2)];
        if (mode == "constant")
            pads[2] = -1;
        var builder = new OnnxBuilder(opset).Input("x", -1, 2, 3, 4).Integers("p", pads).Scalar("v", 1.5f);
        if (opset < 11)
            builder.Node("Pad", ["x"], ["y"], ("mode", mode), ("pads", pads), ("value", 1.5f));
        else
            builder.Node("Pad", random.Flag() && mode == "constant" ? ["x", "p", "v"] : ["x", "p"], ["y"], ("mode", mode));
        Agreement.Check(builder.Output("y"), seed);
    }

    [Fact]
    public void Padding_with_zero_becomes_the_padding_of_the_convolution()
    {
        var builder = new OnnxBuilder()
            .Input("x", -1, 1, 4, 4)
            .Integers("p", 0, 0, 1, 1, 0, 0, 1, 1)
            .Weights("w", [1, 1, 3, 3], new TestRandom(1).Floats(9))
            .Node("Pad", ["x", "p"], ["q"])
            .Node("Conv", ["q", "w"], ["y"])
            .Output("y");
        Agreement.Check(builder, 1);
        Assert.Equal(2, GraphPasses.Run(OnnxImporter.Import(builder.ToModel())).Nodes.Length);
    }

    [Theory]
    [MemberData(nameof(Seeds), 120)]
    public void Resize_to_the_nearest_element(int seed)
    {
        var random = new TestRandom(seed);
        int opset = random.Next(10, 23);
        float h = random.Pick(1f, 2f, 3f, 0.5f, 1.5f, 0.7f),
            w = random.Pick(1f, 2f, 0.6f, 2.5f);
        string mode = random.Pick("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners"),
            nearest = random.Pick("round_prefer_floor", "round_prefer_ceil", "floor", "ceil");
        var builder = new OnnxBuilder(opset)
            .Input("x", -1, 2, 5, 4)
            .Weights("s", [4], 1, 1, h, w)
            .Weights("roi", [0])
            .Integers("size", 1, 2, random.Next(1, 11), random.Next(1, 9));
        if (opset == 10)
            builder.Node("Resize", ["x", "s"], ["y"]);
        else
            builder.Node("Resize", ["x", "roi", "s"], ["y"], ("coordinate_transformation_mode", mode), ("nearest_mode", nearest));
        Agreement.Check(builder.Output("y"), seed);
    }

    [Fact]
    public void Upsample() =>
        Agreement.Check(
            new OnnxBuilder(9).Input("x", -1, 2, 3, 3).Weights("s", [4], 1, 1, 2, 3).Node("Upsample", ["x", "s"], ["y"]).Output("y"),
            1
        );

    [Theory]
    [InlineData("DepthToSpace", "DCR")]
    [InlineData("DepthToSpace", "CRD")]
    [InlineData("SpaceToDepth", "")]
    public void Space_and_depth(string type, string mode) =>
        Agreement.Check(
            new OnnxBuilder()
                .Input("x", -1, 8, 4, 6)
                .Node(type, ["x"], ["y"], mode.Length > 0 ? [("blocksize", 2), ("mode", mode)] : [("blocksize", 2)])
                .Output("y"),
            1
        );

    [Fact]
    public void Squeeze_unsqueeze_flatten_expand_and_tile()
    {
        Agreement.Check(
            new OnnxBuilder(13)
                .Input("x", -1, 1, 3)
                .Integers("a", 1)
                .Integers("b", -1, 1)
                .Node("Squeeze", ["x", "a"], ["s"])
                .Node("Unsqueeze", ["s", "b"], ["y"])
                .Output("y"),
            1
        );
        Agreement.Check(
            new OnnxBuilder(11)
                .Input("x", 1, 1, 3)
                .Node("Squeeze", ["x"], ["s"], ("axes", new long[] { 1 }))
                .Node("Unsqueeze", ["s"], ["y"], ("axes", new long[] { 2 }))
                .Output("y"),
            2
        );
        Agreement.Check(
            new OnnxBuilder(13)
                .Input("x", -1, 2, 3)
                .Node("Flatten", ["x"], ["y"])
                .Integers("back", -1, 3, 2)
                .Node("Flatten", ["x"], ["f"], ("axis", -1))
                .Node("Reshape", ["f", "back"], ["z"])
                .Output("y", "z"),
            3
        );
        Agreement.Check(
            new OnnxBuilder(13)
                .Input("x", -1, 1, 3)
                .Integers("s", 1, 4, 1)
                .Integers("r", 1, 2, 3)
                .Node("Expand", ["x", "s"], ["y"])
                .Node("Tile", ["x", "r"], ["z"])
                .Output("y", "z"),
            4
        );
    }

    [Fact]
    public void A_token_expanded_to_the_batch_joins_each_event()
    {
        var builder = new OnnxBuilder(13)
            .Input("x", -1, 3, 2)
            .Weights("token", [1, 1, 2], 0.5f, -1)
            .Integers("first", 0)
            .Integers("minus", -1, -1)
            .Integers("rest", 1, 2)
            .Node("Shape", ["x"], ["shape"])
            .Node("Gather", ["shape", "first"], ["n"])
            .Node("Concat", ["n", "rest"], ["target"], ("axis", 0))
            .Node("Expand", ["token", "target"], ["t"])
            .Node("Concat", ["t", "x"], ["y"], ("axis", 1))
            .Output("y");
        Agreement.Check(builder, 1);
    }

    [Fact]
    public void Constants_fold_through_any_operator()
    {
        var builder = new OnnxBuilder(13)
            .Input("x", -1, 4)
            .Weights("w", [3, 4], new TestRandom(2).Floats(12))
            .Integers("shape", 4)
            .Scalar("scale", 0.5f)
            .Node("Transpose", ["w"], ["wt"])
            .Node("Tanh", ["wt"], ["wn"])
            .Node("Mul", ["wn", "scale"], ["ws"])
            .Node("ConstantOfShape", ["shape"], ["zeros"])
            .Node("Add", ["x", "zeros"], ["xz"])
            .Node("MatMul", ["xz", "ws"], ["y"])
            .Output("y");
        Agreement.Check(builder, 2);
        Assert.Equal(2, GraphPasses.Run(OnnxImporter.Import(builder.ToModel())).Nodes.Length);
    }
}
