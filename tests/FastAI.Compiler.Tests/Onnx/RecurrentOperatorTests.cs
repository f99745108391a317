using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Model;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

public sealed class RecurrentOperatorTests
{
    public static TheoryData<string, int> Seeds(int count)
    {
        var data = new TheoryData<string, int>();
        foreach (string type in new[] { "RNN", "LSTM", "GRU" })
            for (int seed = 0; seed < count; seed++)
                data.Add(type, seed);
        return data;
    }

    [Theory]
    [MemberData(nameof(Seeds), 70)]
    public void Agrees_over_attributes(string type, int seed)
    {
        var variant = new RecurrentVariant(type, seed);
        Agreement.Check(variant.Model(rowsFirst: false), variant.ForRuntime(), seed, tolerance: 5e-5);
    }

    /// <summary>ONNX Runtime does not have the layout 1: it computes the other layout between transpositions.</summary>
    [Theory]
    [MemberData(nameof(Seeds), 12)]
    public void Rows_first(string type, int seed)
    {
        var variant = new RecurrentVariant(type, 1000 + seed, opset: 14 + seed % 9);
        Agreement.Check(variant.Model(rowsFirst: true), variant.ForRuntime(), seed, tolerance: 5e-5);
    }

    [Fact]
    public void Names_speak_of_steps_and_gates_and_steps_share_their_matrices()
    {
        var random = new TestRandom(1);
        var builder = new OnnxBuilder(14)
            .Input("x", -1, 3, 2)
            .Weights("W", [1, 8, 2], random.Floats(16))
            .Weights("R", [1, 8, 2], random.Floats(16))
            .Weights("B", [1, 16], random.Floats(16))
            .Node("Transpose", ["x"], ["s"], ("perm", new long[] { 1, 0, 2 }))
            .Node("LSTM", ["s", "W", "R", "B"], ["Y", "Y_h"], ("hidden_size", 2))
            .Node("Transpose", ["Y_h"], ["h"], ("perm", new long[] { 1, 0, 2 }))
            .Output("h");
        var graph = GraphPasses.Run(OnnxImporter.Import(builder.ToModel()));
        var names = graph.Nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        foreach (string gate in new[] { "i", "o", "f", "g", "cell" })
            for (int t = gate == "f" ? 1 : 0; t < 3; t++)
                Assert.Contains($"Y/t{t}/{gate}", names);
        var inputs = graph.Nodes.OfType<GraphLinear>().Where(node => node.Name.EndsWith("/o/input", StringComparison.Ordinal)).ToArray();
        // The first step has no state: its two biases are one.
        Assert.Equal(["Y/t1/o/input", "Y/t2/o/input"], inputs.Select(input => input.Name));
        var first = Assert.Single(inputs[0].Blocks);
        Assert.All(inputs, input => Assert.True(first.Weights == input.Blocks[0].Weights));
        // Gate o is the second of W: element (unit m of the gate, input k) is (2 + m) * 2 + k.
        Assert.Equal(("W", "B"), (first.WeightSource!.Name, first.BiasSource!.Name));
        Assert.Equal([4, 6, 5, 7], first.WeightSource.Elements.ToArray());
        Assert.Equal([2, 3], first.BiasSource.Elements.ToArray());
        var state = graph.Nodes.OfType<GraphLinear>().First(node => node.Name.EndsWith("t1/o/state", StringComparison.Ordinal));
        Assert.Equal(("R", "B"), (state.Blocks[0].WeightSource!.Name, state.Blocks[0].BiasSource!.Name));
        Assert.Equal([10, 11], state.Blocks[0].BiasSource!.Elements.ToArray());
    }

    /// <summary>Each is refused with the operator's node named and the tensor that does not fit.</summary>
    [Theory]
    [InlineData("hidden_size", 3, "'hidden_size' is 3", "[1, 8, 2]")]
    [InlineData("direction", "backward", "'direction' is 'backward'", "")]
    [InlineData("direction", "bidirectional", "W is [1, 8, 2]", "[2, 8, 2]")]
    [InlineData("clip", -1f, "'clip' is -1", "")]
    [InlineData("layout", 2, "'layout' is 2", "")]
    [InlineData("layout", 1, "steps along the batch dimension", "")]
    [InlineData("activations", "Gelu", "'activations' lists 1 functions instead of 3", "")]
    public void Attributes_that_do_not_fit(string attribute, object value, string first, string second) =>
        Refused(
            Lstm(["s", "W", "R"], (attribute, value is string text && attribute == "activations" ? new[] { text } : value)),
            first,
            second
        );

    [Theory]
    [InlineData("V", "R", "", "", "input 1 (W) depends on the event")]
    [InlineData("R3", "R", "", "", "its input 0 is [3, N, 2], but W is [1, 8, 3]")]
    [InlineData("W", "R3", "", "", "W is [1, 8, 2] instead of [1, 12, 2]")]
    [InlineData("W", "R", "lens", "", "element 0 of its input 4 (sequence_lens) is 4, outside 1 to 3")]
    [InlineData("W", "R", "V", "", "input 4 (sequence_lens) depends on the event")]
    [InlineData("W", "R", "", "W", "its input 5 (initial_h) is [1, 8, 2]")]
    public void Tensors_that_do_not_fit(string w, string r, string lengths, string initial, string message) =>
        Refused(Lstm(["s", w, r, "", lengths, initial]), message);

    [Fact]
    public void A_sequence_without_end_is_refused_in_time()
    {
        var random = new TestRandom(1);
        var builder = new OnnxBuilder(14)
            .Input("x", 1, 1, 1 << 19, 1)
            .Integers("shape", 1 << 19, 1, 1)
            .Node("Reshape", ["x", "shape"], ["s"])
            .Weights("W", [2, 4, 1], random.Floats(8))
            .Weights("R", [2, 4, 1], random.Floats(8))
            .Node("LSTM", ["s", "W", "R"], ["Y", "Y_h"], ("direction", "bidirectional"))
            .Output("Y_h");
        Refused(builder, "operator LSTM", "unrolls to more than");
    }

    private static OnnxBuilder Lstm(string[] inputs, params (string Name, object Value)[] attributes)
    {
        var random = new TestRandom(1);
        var builder = new OnnxBuilder(14)
            .Input("x", -1, 3, 2)
            .Input("V", -1, 8, 2)
            .Weights("W", [1, 8, 2], random.Floats(16))
            .Weights("R", [1, 8, 2], random.Floats(16))
            .Weights("R3", [1, 8, 3], random.Floats(24))
            .Integers("lens", 4);
        return builder
            .Node("Transpose", ["x"], ["s"], ("perm", new long[] { 1, 0, 2 }))
            .Node("LSTM", inputs, ["Y"], attributes)
            .Node("Transpose", ["Y"], ["y"], ("perm", new long[] { 2, 0, 1, 3 }))
            .Output("y");
    }

    private static void Refused(OnnxBuilder builder, params string[] contained)
    {
        var refusal = Assert.Throws<FastAIException>(() => OnnxImporter.Import(builder.ToModel()));
        Assert.Contains("(operator LSTM)", refusal.Message, StringComparison.Ordinal);
        foreach (string part in contained)
            Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }
}
