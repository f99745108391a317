using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Elements taken, written and ordered: against ONNX Runtime.</summary>
public sealed class IndexOperatorTests
{
    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(0, count)];

    [Theory]
    [MemberData(nameof(Seeds), 60)]
    public void Elements_gathered_along_an_axis(int seed)
    {
        var random = new TestRandom(seed);
        long[] shape = [1, .. random.Longs(2, 2, 4)];
        int axis = random.Next(0, 2);
        long[] taken = [.. shape.Select((extent, a) => a == axis ? random.Next(1, 5) : random.Next(1, (int)extent))];
        var builder = new OnnxBuilder(random.Next(11, 23)).Input("x", shape);
        Indices(builder, random, taken, shape[axis]);
        Agreement.Check(builder.Node("GatherElements", ["x", "i"], ["y"], ("axis", random.Flag() ? axis : axis - 3)).Output("y"), seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 60)]
    public void Slices_gathered_by_rows_of_indices(int seed)
    {
        var random = new TestRandom(seed);
        long[] shape = [1, .. random.Longs(3, 1, 4)];
        int shared = random.Next(0, 2),
            depth = random.Next(1, 4 - shared);
        long[] taken = [.. shape[..shared], random.Next(1, 3), depth];
        var builder = new OnnxBuilder(random.Next(12, 23)).Input("x", shape);
        Rows(builder, random, taken, shape, shared);
        Agreement.Check(builder.Node("GatherND", ["x", "i"], ["y"], ("batch_dims", shared)).Output("y"), seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 120)]
    public void Elements_scattered_along_an_axis(int seed)
    {
        var random = new TestRandom(seed);
        long[] shape = [1, .. random.Longs(2, 2, 4)];
        int axis = random.Next(1, 2),
            opset = random.Next(18, 23);
        string reduction = random.Pick("none", "add", "mul", "max", "min");
        long[] updated = [.. shape];
        updated[axis] = random.Next(1, (int)shape[axis]);
        var builder = new OnnxBuilder(opset).Input("x", shape).Input("u", updated);
        if (reduction == "none")
        {
            // each index once along the axis
            var values = new long[updated.Aggregate(1L, (a, b) => a * b)];
            int inner = (int)updated.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
            for (int i = 0; i < values.Length; i++)
                values[i] = (i / inner % updated[axis] + 1) % shape[axis];
            AddIntegers(builder, "i", updated, values);
        }
        else
        {
            Indices(builder, random, updated, shape[axis]);
        }
        builder.Node("ScatterElements", ["x", "i", "u"], ["y"], ("axis", axis), ("reduction", reduction)).Output("y");
        Agreement.Check(builder, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 80)]
    public void Slices_scattered_by_rows_of_indices(int seed)
    {
        var random = new TestRandom(seed);
        long[] shape = [1, .. random.Longs(2, 2, 4)];
        string reduction = random.Pick("none", "add", "mul", "max", "min");
        int depth = reduction == "none" ? 3 : random.Next(1, 3);
        int rows = reduction == "none" ? (int)random.Next(1, (int)shape[2]) : random.Next(1, 4);
        var builder = new OnnxBuilder(random.Next(18, 23)).Input("x", shape).Input("u", [rows, .. shape[depth..]]);
        if (reduction == "none")
            AddIntegers(builder, "i", [rows, 3], [.. Enumerable.Range(0, rows).SelectMany(r => new long[] { 0, 1, -1 - r })]);
        else
            Rows(builder, random, [rows, depth], shape, 0);
        builder.Node("ScatterND", ["x", "i", "u"], ["y"], ("reduction", reduction)).Output("y");
        if (rows == 1)
            Agreement.Check(builder, seed);
        else
            Agreement.Check(WithFixedUpdates(builder, random), seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 24)]
    public void A_graph_network_passes_messages_along_its_edges(int seed)
    {
        // features of both ends of each edge, a layer on them, and their sum at the receiving node
        var random = new TestRandom(seed);
        int nodes = random.Next(3, 6),
            edges = random.Next(3, 9),
            features = random.Next(1, 3);
        long[] senders = random.Longs(edges, 0, nodes - 1),
            receivers = random.Longs(edges, 0, nodes - 1);
        long[] targets = [.. receivers.SelectMany(r => Enumerable.Repeat(r, features))];
        var builder = new OnnxBuilder(18)
            .Input("x", 1, nodes, features)
            .Integers("senders", senders)
            .Integers("receivers", receivers)
            .Weights("w", [2 * features, features], random.Floats(2 * features * features))
            .Weights("zeros", [1, nodes, features], new float[nodes * features])
            .Node("Gather", ["x", "senders"], ["from"], ("axis", 1))
            .Node("Gather", ["x", "receivers"], ["to"], ("axis", 1))
            .Node("Concat", ["from", "to"], ["ends"], ("axis", -1))
            .Node("MatMul", ["ends", "w"], ["message"])
            .Node("Relu", ["message"], ["active"]);
        AddIntegers(builder, "i", [1, edges, features], targets);
        builder.Node("ScatterElements", ["zeros", "i", "active"], ["y"], ("axis", 1), ("reduction", random.Pick("add", "max"))).Output("y");
        Agreement.Check(builder, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 8)]
    public void Indices_may_be_repeated_for_each_event(int seed)
    {
        // as exporters write a scatter with a symbolic batch: indices and zeros take the batch size from the shape
        var random = new TestRandom(seed);
        int nodes = random.Next(2, 4),
            edges = random.Next(2, 6);
        var builder = new OnnxBuilder(18).Input("x", -1, edges).Integers("zero", 0).Integers("edges", edges).Integers("nodes", nodes);
        AddIntegers(builder, "receivers", [1, edges], random.Longs(edges, 0, nodes - 1));
        builder
            .Node("Shape", ["x"], ["shape"])
            .Node("Gather", ["shape", "zero"], ["n"], ("axis", 0))
            .Node("Concat", ["n", "edges"], ["each"], ("axis", 0))
            .Node("Concat", ["n", "nodes"], ["all"], ("axis", 0))
            .Node("Expand", ["receivers", "each"], ["i"])
            .Node("ConstantOfShape", ["all"], ["base"])
            .Node("ScatterElements", ["base", "i", "x"], ["y"], ("axis", 1), ("reduction", random.Pick("add", "max")))
            .Output("y");
        Agreement.Check(builder, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds), 100)]
    public void The_greatest_or_least_in_order(int seed)
    {
        var random = new TestRandom(seed);
        int opset = random.Next(10, 23),
            axis = random.Next(1, 2),
            length = random.Next(1, 9);
        long[] shape = [-1, axis == 1 ? length : random.Next(1, 3), axis == 2 ? length : random.Next(1, 3)];
        bool positions = random.Flag();
        var attributes = new List<(string, object)> { ("axis", random.Flag() ? axis : axis - 3) };
        if (opset >= 11)
            attributes.Add(("largest", random.Next(0, 1)));
        var builder = new OnnxBuilder(opset)
            .Input("x", shape)
            .Integers("k", random.Next(1, length))
            .Node("TopK", ["x", "k"], ["y", "at"], [.. attributes])
            .Output("y");
        if (positions)
            builder.Node("Cast", ["at"], ["z"], ("to", 1)).Output("z");
        // small integers, so that there are ties
        Agreement.Check(builder, seed, -3, 3, integers: random.Flag());
    }

    [Theory]
    [InlineData("none")]
    public void An_element_that_is_written_twice_is_refused(string reduction)
    {
        var builder = new OnnxBuilder(18).Input("x", 1, 3).Input("u", 1, 2);
        AddIntegers(builder, "i", [1, 2], [1, 1]);
        builder.Node("ScatterElements", ["x", "i", "u"], ["y"], ("axis", 1), ("reduction", reduction)).Output("y");
        RefusalTests.Refused(ExitCode.BadInput, builder, "scatterelements_0", "more than once");
    }

    [Theory]
    [InlineData("GatherElements")]
    [InlineData("GatherND")]
    public void An_index_outside_is_refused(string type)
    {
        var builder = new OnnxBuilder(18).Input("x", 1, 3);
        AddIntegers(builder, "i", [1, 2], [0, 3]);
        builder.Node(type, ["x", "i"], ["y"], type == "GatherND" ? [] : [("axis", 1)]).Output("y");
        RefusalTests.Refused(ExitCode.BadInput, builder, "index 3 is outside axis 1");
    }

    [Fact]
    public void Indices_that_depend_on_the_event_are_refused()
    {
        var builder = new OnnxBuilder(18).Input("x", -1, 3).Typed("i", OnnxBuilder.Int64, -1, 2);
        builder.Node("GatherElements", ["x", "i"], ["y"], ("axis", 1)).Output("y");
        RefusalTests.Refused(ExitCode.Unsupported, builder, "gatherelements_0", "depends on the event");
    }

    private static void Indices(OnnxBuilder builder, TestRandom random, long[] shape, long extent) =>
        AddIntegers(builder, "i", shape, random.Longs((int)shape.Aggregate(1L, (a, b) => a * b), -(int)extent, (int)extent - 1));

    private static void Rows(OnnxBuilder builder, TestRandom random, long[] shape, long[] tensor, int shared)
    {
        int depth = (int)shape[^1];
        var values = new long[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.Next(-(int)tensor[shared + i % depth], (int)tensor[shared + i % depth] - 1);
        AddIntegers(builder, "i", shape, values);
    }

    private static void AddIntegers(OnnxBuilder builder, string name, long[] shape, long[] values) =>
        builder.Graph.Initializer.Add(
            new TensorProto
            {
                Name = name,
                DataType = OnnxBuilder.Int64,
                Dims = { shape },
                Int64Data = { values },
            }
        );

    // The first axis of an input is the batch: several rows of updates are made of one event's elements.
    private static OnnxBuilder WithFixedUpdates(OnnxBuilder builder, TestRandom random)
    {
        var updates = builder.Graph.Input[1];
        builder.Graph.Input.RemoveAt(1);
        long[] shape = [.. updates.Type.TensorType.Shape.Dim.Select(d => d.DimValue)];
        return builder.Weights("u", shape, random.Floats((int)shape.Aggregate(1L, (a, b) => a * b)));
    }
}
