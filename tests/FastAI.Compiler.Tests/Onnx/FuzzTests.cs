using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;
using Google.Protobuf;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Damaged models import, or are refused by <see cref="FastAIException"/>; nothing else happens.</summary>
public sealed class FuzzTests
{
    private static readonly byte[] Network = MakeNetwork();

    public static TheoryData<int> Seeds(int count) => [.. Enumerable.Range(0, count)];

    [Fact]
    public void The_undamaged_network_agrees() => Agreement.Check(Network, 1, tolerance: 1e-4);

    [Theory]
    [MemberData(nameof(Seeds), 20)]
    public void Flipped_bits(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 40; i++)
        {
            byte[] bytes = [.. Network];
            for (int flips = random.Next(1, 5); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            TryImport(bytes);
        }
    }

    [Fact]
    public void Truncated()
    {
        var random = new Random(3);
        for (int i = 0; i < 300; i++)
            TryImport(Network[..random.Next(Network.Length)]);
    }

    // Structurally sound, but with wrong numbers and connections: reaches deeper than flipped bits.
    [Theory]
    [MemberData(nameof(Seeds), 20)]
    public void Changed_attributes_dimensions_and_connections(int seed)
    {
        var random = new Random(seed);
        long[] numbers = [0, 1, -1, 2, 3, 7, 100, 3000, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];
        for (int i = 0; i < 60; i++)
        {
            var model = ModelProto.Parser.ParseFrom(Network);
            var node = model.Graph.Node[random.Next(model.Graph.Node.Count)];
            long number = numbers[random.Next(numbers.Length)];
            switch (random.Next(6))
            {
                case 0 when node.Attribute.Count > 0:
                    var attribute = node.Attribute[random.Next(node.Attribute.Count)];
                    attribute.I = number;
                    if (attribute.Ints.Count > 0)
                        attribute.Ints[random.Next(attribute.Ints.Count)] = number;
                    break;
                case 1 when node.Input.Count > 0:
                    var other = model.Graph.Node[random.Next(model.Graph.Node.Count)];
                    node.Input[random.Next(node.Input.Count)] =
                        random.Next(2) == 0 && other.Output.Count > 0
                            ? other.Output[0]
                            : model.Graph.Initializer[random.Next(model.Graph.Initializer.Count)].Name;
                    break;
                case 2:
                    var tensor = model.Graph.Initializer[random.Next(model.Graph.Initializer.Count)];
                    if (tensor.Int64Data.Count > 0)
                        tensor.Int64Data[random.Next(tensor.Int64Data.Count)] = number;
                    else if (tensor.Dims.Count > 0)
                        tensor.Dims[random.Next(tensor.Dims.Count)] = number;
                    break;
                case 3:
                    var dims = model.Graph.Input[0].Type.TensorType.Shape.Dim;
                    dims[random.Next(dims.Count)].DimValue = number;
                    break;
                case 4:
                    node.OpType = model.Graph.Node[random.Next(model.Graph.Node.Count)].OpType;
                    break;
                default:
                    model.OpsetImport[0].Version = random.Next(8, 25);
                    break;
            }
            TryImport(model.ToByteArray());
        }
    }

    private static void TryImport(byte[] bytes)
    {
        try
        {
            GraphPasses.Run(OnnxImporter.Import(OnnxModel.Parse(bytes, "fuzz.onnx")));
        }
        catch (FastAIException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            Assert.True(e.Code is ExitCode.BadInput or ExitCode.Unsupported);
        }
    }

    private static byte[] MakeNetwork()
    {
        var random = new TestRandom(1);
        return new OnnxBuilder(13)
            .Input("x", -1, 2, 6, 6)
            .Weights("w1", [4, 2, 3, 3], random.Floats(72))
            .Weights("b1", [4], random.Floats(4))
            .Weights("s", [4], random.Floats(4, 0.5, 1))
            .Weights("t", [4], random.Floats(4))
            .Weights("m", [4], random.Floats(4))
            .Weights("v", [4], random.Floats(4, 0.5, 1))
            .Integers("first", 0)
            .Integers("rest", -1)
            .Integers("starts", 0)
            .Integers("ends", 30)
            .Integers("axes", 1)
            .Integers("sizes", 10, 20)
            .Integers("pads", 0, 0, 1, 0, 0, 0, 0, 1)
            .Weights("w2", [36, 8], random.Floats(288))
            .Weights("b2", [8], random.Floats(8))
            .Weights("scales", [4], 1, 1, 2, 2)
            .Weights("wt", [4, 1, 2, 2], random.Floats(16))
            .Node("Pad", ["x", "pads"], ["padded"])
            .Node(
                "Conv",
                ["padded", "w1", "b1"],
                ["c"],
                ("pads", new long[] { 1, 1, 1, 1 }),
                ("strides", new long[] { 1, 1 }),
                ("group", 1)
            )
            .Node("BatchNormalization", ["c", "s", "t", "m", "v"], ["n"], ("epsilon", 0.01f))
            .Node("LeakyRelu", ["n"], ["r"], ("alpha", 0.1f))
            .Node("MaxPool", ["r"], ["p"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            .Node("ConvTranspose", ["p", "wt"], ["ct"], ("strides", new long[] { 2, 2 }), ("group", 1))
            .Node("Resize", ["ct", "", "scales"], ["big"], ("mode", "nearest"))
            .Node("AveragePool", ["big"], ["small"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            .Node("Transpose", ["p"], ["tr"], ("perm", new long[] { 0, 2, 3, 1 }))
            .Node("Shape", ["tr"], ["shape"])
            .Node("Gather", ["shape", "first"], ["batch"], ("axis", 0))
            .Node("Concat", ["batch", "rest"], ["target"], ("axis", 0))
            .Node("Reshape", ["tr", "target"], ["f"])
            .Node("Gemm", ["f", "w2", "b2"], ["g"], ("transB", 0), ("alpha", 1f))
            .Node("Softmax", ["g"], ["q"], ("axis", -1))
            .Node("Flatten", ["small"], ["fs"], ("axis", 1))
            .Node("Slice", ["fs", "starts", "ends", "axes"], ["cut"])
            .Node("Split", ["cut", "sizes"], ["u", "z"], ("axis", 1))
            .Node("ReduceMax", ["u"], ["mx"], ("axes", new long[] { 1 }), ("keepdims", 1))
            .Node("Mul", ["q", "mx"], ["y"])
            .Node("ArgMax", ["z"], ["i"], ("axis", 1))
            .Output("y")
            .Output("i", OnnxBuilder.Int64)
            .ToBytes();
    }
}
