using FastAI.Compiler.Onnx;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;
using Google.Protobuf;
using Xunit;
using static FastAI.Compiler.Tests.Onnx.QuantizedModels;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Weights of 4 bits, two to a byte, and scales by blocks, against ONNX Runtime.</summary>
public sealed class FourBitTests
{
    private const int UInt4 = 21,
        Int4 = 22;

    [Theory]
    [InlineData(UInt4, true)]
    [InlineData(UInt4, false)]
    [InlineData(Int4, true)]
    [InlineData(Int4, false)]
    public void Weights_by_channel(int type, bool raw)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            int rows = random.Next(1, 8),
                columns = random.Next(1, 6);
            var model = new OnnxBuilder(21).Input("x", -1, rows).Weights("s", [columns], Reals(random, columns));
            Packed(model, random, "k", type, raw, rows, columns);
            Packed(model, random, "z", type, !raw, columns);
            model.Node("DequantizeLinear", ["k", "s", "z"], ["w"], ("axis", 1)).Node("MatMul", ["x", "w"], ["y"]);
            Agreement.Check(model.Output("y"), seed);
        }
    }

    [Fact]
    public void Scales_by_blocks()
    {
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            int rows = random.Next(1, 12),
                columns = random.Next(1, 8),
                axis = random.Next(2),
                size = random.Next(1, 6);
            int type = ((int[])[UInt4, Int4, UInt8, Int8])[seed % 4];
            long[] shape = [rows, columns];
            long[] blocks = [.. shape];
            blocks[axis] = (blocks[axis] + size - 1) / size;
            int count = (int)(blocks[0] * blocks[1]);
            var model = new OnnxBuilder(21).Input("x", -1, rows).Weights("s", blocks, Reals(random, count));
            Packed(model, random, "k", type, true, shape);
            Packed(model, random, "z", type, true, blocks);
            string[] inputs = seed % 3 == 0 ? ["k", "s"] : ["k", "s", "z"];
            model.Node("DequantizeLinear", inputs, ["w"], ("axis", axis), ("block_size", size)).Node("MatMul", ["x", "w"], ["y"]);
            Agreement.Check(model.Output("y"), seed);
        }
    }

    [Theory]
    [InlineData(UInt4, 3)]
    [InlineData(Int4, -2)]
    public void Activations(int type, int zero)
    {
        var model = new OnnxBuilder(21).Input("x", -1, 3, 4).Scalar("s", 0.25f);
        model.Graph.Initializer.Add(
            new TensorProto
            {
                Name = "z",
                DataType = type,
                Int32Data = { zero & 0xF },
            }
        );
        model.Node("QuantizeLinear", ["x", "s", "z"], ["q"]).Node("DequantizeLinear", ["q", "s", "z"], ["y"]);
        Agreement.Check(model.Output("y"), 5, -6, 6, 1e-6, grid: 1 / 16.0);
    }

    [Fact]
    public void Activations_by_blocks()
    {
        var model = new OnnxBuilder(21).Input("x", 1, 2, 5).Weights("s", [1, 2, 3], 0.25f, 0.5f, 0.125f, 1, 2, 0.0625f);
        model.Stored("z", Int8, [1, 2, 3], 1, -2, 3, 0, 5, 7);
        (string, object)[] blocks = [("axis", 2), ("block_size", 2)];
        model.Node("QuantizeLinear", ["x", "s", "z"], ["q"], blocks).Node("DequantizeLinear", ["q", "s", "z"], ["y"], blocks);
        Agreement.Check(model.Output("y"), 5, -40, 40, 1e-6, grid: 1 / 32.0);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var model = new OnnxBuilder(21).Input("x", -1, 4).Weights("s", [2, 3], 1, 2, 3, 4, 5, 6).Stored("k", Int8, [4, 3], new int[12]);
        model.Node("DequantizeLinear", ["k", "s"], ["w"], ("axis", 0), ("block_size", 3)).Node("MatMul", ["x", "w"], ["y"]).Output("y");
        Assert.Single(OnnxImporter.Import(model.ToModel()).Outputs);
        model.Graph.Node[0].Attribute[1].I = 4;
        RefusalTests.Refused(ExitCode.BadInput, model, "node 'dequantizelinear_0'", "[2, 3]", "blocks of 4 along axis 0 of [4, 3]");
        var few = new OnnxBuilder(21).Input("x", -1, 3).Scalar("s", 1);
        few.Graph.Initializer.Add(
            new TensorProto
            {
                Name = "k",
                DataType = Int4,
                Dims = { 3, 1 },
                RawData = ByteString.CopyFrom(1),
            }
        );
        few.Node("DequantizeLinear", ["k", "s"], ["w"]).Node("MatMul", ["x", "w"], ["y"]).Output("y");
        RefusalTests.Refused(ExitCode.BadInput, few, "'k' holds 1 bytes instead of 2 for 3 elements");
    }

    private static float[] Reals(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 0.01f + random.NextSingle())];

    // An initializer of random integers; those of 4 bits packed, as raw data or as a list.
    private static void Packed(OnnxBuilder model, Random random, string name, int type, bool raw, params long[] shape)
    {
        int count = (int)shape.Aggregate(1L, (a, b) => a * b);
        byte[] bytes = new byte[type is UInt4 or Int4 ? (count + 1) / 2 : count];
        random.NextBytes(bytes);
        if (type is UInt4 or Int4 && count % 2 == 1)
            bytes[^1] &= 0xF;
        var tensor = new TensorProto
        {
            Name = name,
            DataType = type,
            Dims = { shape },
        };
        if (raw)
            tensor.RawData = ByteString.CopyFrom(bytes);
        else
            tensor.Int32Data.AddRange(bytes.Select(b => (int)b));
        model.Graph.Initializer.Add(tensor);
    }
}
