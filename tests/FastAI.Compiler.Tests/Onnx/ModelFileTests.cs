using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Model;
using FastAI.Runtime.Reference;
using Google.Protobuf;
using Xunit;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>How initializers are stored, where they may lie, and what a loaded model can do.</summary>
public sealed class ModelFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("onnx-model-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(OnnxBuilder.Float)]
    [InlineData(OnnxBuilder.Double)]
    [InlineData(OnnxBuilder.Float16)]
    [InlineData(OnnxBuilder.BFloat16)]
    public void Real_initializers_raw_and_typed(int type)
    {
        double[] values = [1.5, -0.25, 3, 0.0078125];
        foreach (bool raw in new[] { true, false })
        {
            var tensor = new TensorProto
            {
                Name = "w",
                DataType = type,
                Dims = { 4 },
            };
            foreach (double value in values)
                Append(tensor, value, raw);
            Assert.Equal(values, Constant(tensor));
        }
    }

    [Theory]
    [InlineData(OnnxBuilder.UInt8, 1, new long[] { 0, 255 })]
    [InlineData(3, 1, new long[] { -128, 127 })]
    [InlineData(4, 2, new long[] { 0, 65535 })]
    [InlineData(5, 2, new long[] { -32768, 32767 })]
    [InlineData(OnnxBuilder.Int32, 4, new long[] { int.MinValue, int.MaxValue })]
    [InlineData(12, 4, new long[] { 0, uint.MaxValue })]
    [InlineData(OnnxBuilder.Int64, 8, new long[] { -1L << 40, 1L << 40 })]
    [InlineData(13, 8, new long[] { 0, 1L << 40 })]
    [InlineData(OnnxBuilder.Bool, 1, new long[] { 0, 1 })]
    public void Integer_initializers_raw_and_typed(int type, int size, long[] values)
    {
        var raw = new TensorProto
        {
            Name = "w",
            DataType = type,
            Dims = { 2 },
            RawData = ByteString.CopyFrom([.. values.SelectMany(value => BitConverter.GetBytes(value).Take(size))]),
        };
        Assert.Equal(values.Select(value => (double)value), Constant(raw));
        var typed = new TensorProto
        {
            Name = "w",
            DataType = type,
            Dims = { 2 },
        };
        if (type == OnnxBuilder.Int64)
            typed.Int64Data.AddRange(values);
        else if (type is 12 or 13)
            typed.Uint64Data.AddRange(values.Select(value => (ulong)value));
        else
            typed.Int32Data.AddRange(values.Select(value => (int)value));
        Assert.Equal(values.Select(value => (double)value), Constant(typed));
    }

    [Fact]
    public void Constant_nodes_in_every_form()
    {
        var builder = new OnnxBuilder(13)
            .Input("x", -1, 2)
            .Node(
                "Constant",
                [],
                ["a"],
                (
                    "value",
                    new TensorProto
                    {
                        DataType = OnnxBuilder.Float,
                        Dims = { 2 },
                        FloatData = { 1, 2 },
                    }
                )
            )
            .Node("Constant", [], ["b"], ("value_float", 0.5f))
            .Node("Constant", [], ["c"], ("value_floats", new[] { 3f, 4f }))
            .Node("Constant", [], ["d"], ("value_int", 1))
            .Node("Constant", [], ["e"], ("value_ints", new long[] { -1, 2 }))
            .Node("Add", ["x", "a"], ["xa"])
            .Node("Mul", ["xa", "b"], ["xb"])
            .Node("Add", ["xb", "c"], ["xc"])
            .Node("Reshape", ["xc", "e"], ["xe"])
            .Node("Cast", ["d"], ["one"], ("to", 1))
            .Node("Sub", ["xe", "one"], ["y"])
            .Output("y");
        Agreement.Check(builder, 1);
    }

    [Fact]
    public void An_initializer_that_is_also_an_input()
    {
        var builder = new OnnxBuilder(9)
            .Input("x", -1, 2)
            .Input("w", 2, 2)
            .Weights("w", [2, 2], 1, 2, 3, 4)
            .Node("MatMul", ["x", "w"], ["y"])
            .Output("y");
        builder.Model.IrVersion = 3;
        Agreement.Check(builder, 1);
        Assert.Equal(["x"], builder.ToModel().InputNames);
    }

    [Fact]
    public void Nodes_in_any_order_and_several_inputs_and_outputs()
    {
        var builder = new OnnxBuilder()
            .Node("Mul", ["s", "b"], ["p"])
            .Node("Add", ["a", "b"], ["s"])
            .Input("a", -1, 3)
            .Input("b", -1, 3)
            .Output("p", "s");
        var graph = OnnxImporter.Import(builder.ToModel());
        Assert.Equal(["a", "b"], graph.Inputs.Select(input => graph.Nodes[input].Name));
        Assert.Equal(["p", "s"], graph.Outputs.Select(output => output.Name));
        var values = GraphEvaluator.Run(
            graph,
            [
                [1, 2, 3],
                [4, 5, 6],
            ]
        );
        Assert.Equal([20, 35, 54], values[graph.Outputs[0].Node]);
    }

    [Fact]
    public void External_data_is_read_and_embedded()
    {
        string path = Write("data/weights.bin", 4, 16);
        using var reference = FloatReference.Open(OnnxModel.Load(path).ToBytes());
        Assert.Equal([7, 10], reference.Run([1.0, 2.0])[0].Values);
        Assert.Equal(
            [7, 10],
            GraphEvaluator.Run(
                OnnxImporter.Import(OnnxModel.Load(path)),
                [
                    [1, 2],
                ]
            )[^1]
        );
    }

    [Theory]
    [InlineData("../weights.bin", 4, 16, "plain path")]
    [InlineData("data/../../weights.bin", 4, 16, "plain path")]
    [InlineData("/etc/passwd", 0, 16, "plain path")]
    [InlineData("data\\weights.bin", 4, 16, "plain path")]
    [InlineData("", 4, 16, "plain path")]
    [InlineData("link.bin", 4, 16, "symbolic link")]
    [InlineData("linked/weights.bin", 4, 16, "symbolic link")]
    [InlineData("absent.bin", 4, 16, "cannot be read")]
    [InlineData("data", 4, 16, "cannot be read")]
    [InlineData("data/weights.bin", 4, 12, "12 bytes")]
    [InlineData("data/weights.bin", 8, 16, "beyond")]
    [InlineData("data/weights.bin", long.MaxValue, 16, "beyond")]
    [InlineData("data/weights.bin", -4, 16, "not a number")]
    public void External_data_elsewhere_is_refused(string location, long offset, long length, string reason)
    {
        string path = Write("data/weights.bin", 4, 16);
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "link.bin"), Path.Combine(folder.FullName, "data/weights.bin"));
        Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "linked"), Path.Combine(folder.FullName, "data"));
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        External(model.Graph.Initializer[0], location, offset, length);
        File.WriteAllBytes(path, model.ToByteArray());
        var e = Assert.Throws<FastAIException>(() => OnnxModel.Load(path));
        Assert.Equal(ExitCode.BadInput, e.Code);
        Assert.Contains("'w'", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Intermediate_tensors_can_be_made_outputs_and_correspond_to_nodes()
    {
        var model = new OnnxBuilder()
            .Input("x", -1, 3)
            .Node("Softmax", ["x"], ["p"])
            .Node("Tanh", ["p"], ["t"])
            .Node("Relu", ["t"], ["y"])
            .Output("y")
            .ToModel();
        var graph = OnnxImporter.Import(model);
        string[] names = ["p", "t"];
        using var reference = FloatReference.Open(model.WithOutputs(names).ToBytes());
        double[] x = [0.5, -1, 2];
        var expected = reference.Run(x);
        var values = GraphEvaluator.Run(graph, [x]);
        Assert.Equal(["y", "p", "t"], expected.Select(output => output.Name));
        foreach (var output in expected)
        {
            int node = graph.Nodes.IndexOf(graph.Nodes.Single(candidate => candidate.Name == output.Name));
            for (int i = 0; i < 3; i++)
                Assert.Equal(output.Values[i], values[node][i], 1e-6);
        }
        Assert.Contains(graph.Nodes, node => node.Name == "p/reciprocal");
    }

    [Theory]
    [InlineData("JetTagger_v2.onnx", "jet_tagger_v2")]
    [InlineData("signal.onnx", "signal_model")]
    [InlineData("2-layers--b.onnx", "model_2_layers_b")]
    [InlineData("model.onnx", "test")]
    [InlineData("___.onnx", "model")]
    public void Names_fit_a_hardware_entity(string file, string name) =>
        Assert.Equal(name, OnnxModel.Parse(new OnnxBuilder().ToBytes(), file).Name);

    private static double[] Constant(TensorProto tensor)
    {
        var builder = new OnnxBuilder(13).Input("x", 1, 1).Output("y").Node("Identity", ["w"], ["y"]);
        builder.Graph.Initializer.Add(tensor);
        var graph = OnnxImporter.Import(builder.ToModel());
        return GraphEvaluator.Run(
            graph,
            [
                [0],
            ]
        )[graph.Outputs[0].Node];
    }

    private static void Append(TensorProto tensor, double value, bool raw)
    {
        byte[] bytes = tensor.DataType switch
        {
            OnnxBuilder.Float => BitConverter.GetBytes((float)value),
            OnnxBuilder.Double => BitConverter.GetBytes(value),
            OnnxBuilder.Float16 => BitConverter.GetBytes((Half)value),
            _ => BitConverter.GetBytes((float)value)[2..],
        };
        if (raw)
            tensor.RawData = ByteString.CopyFrom([.. tensor.RawData, .. bytes]);
        else if (tensor.DataType == OnnxBuilder.Float)
            tensor.FloatData.Add((float)value);
        else if (tensor.DataType == OnnxBuilder.Double)
            tensor.DoubleData.Add(value);
        else
            tensor.Int32Data.Add(BitConverter.ToUInt16(bytes));
    }

    private string Write(string location, long offset, long length)
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, "data"));
        float[] stored = [-1, 1, 2, 3, 4];
        File.WriteAllBytes(Path.Combine(folder.FullName, "data/weights.bin"), [.. stored.SelectMany(BitConverter.GetBytes)]);
        var builder = new OnnxBuilder().Input("x", -1, 2).Weights("w", [2, 2]).Node("MatMul", ["x", "w"], ["y"]).Output("y");
        builder.Graph.Initializer[0].FloatData.Clear();
        External(builder.Graph.Initializer[0], location, offset, length);
        string path = Path.Combine(folder.FullName, "net.onnx");
        File.WriteAllBytes(path, builder.ToBytes());
        return path;
    }

    private static void External(TensorProto tensor, string location, long offset, long length)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Clear();
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(
            new StringStringEntryProto { Key = "offset", Value = offset.ToString(System.Globalization.CultureInfo.InvariantCulture) }
        );
        tensor.ExternalData.Add(
            new StringStringEntryProto { Key = "length", Value = length.ToString(System.Globalization.CultureInfo.InvariantCulture) }
        );
    }
}
