using FastAI.Compiler.Onnx.Proto;
using Google.Protobuf;

namespace FastAI.Benchmarks.Emulation;

/// <summary>The reference models as float ONNX models, for ONNX Runtime to run. Random weights: speed
/// does not depend on the values.</summary>
internal sealed class FloatTwins
{
    private readonly GraphProto graph = new() { Name = "twin" };
    private readonly Random random = new(7);
    private string last = "x";

    private FloatTwins(params long[] shape) => graph.Input.Add(Value("x", shape));

    /// <summary>The twin of a reference model by name, or null where there is none.</summary>
    public static byte[]? For(string name) =>
        name switch
        {
            "mlp_16_64_32_32_5" => new FloatTwins(16).Dense(16, 64).Relu().Dense(64, 32).Relu().Dense(32, 32).Relu().Dense(32, 5).Model(5),
            "calorimeter_cnn" => new FloatTwins(1, 1, 32)
                .Convolve(1, 8, 1, 5)
                .Relu()
                .Convolve(8, 8, 1, 5)
                .Relu()
                .Convolve(8, 4, 1, 5)
                .Relu()
                .Flatten()
                .Dense(128, 1)
                .Model(1),
            "image_cnn" => new FloatTwins(1, 12, 12)
                .Convolve(1, 8, 3, 3)
                .Relu()
                .Convolve(8, 16, 3, 3)
                .Relu()
                .Pool()
                .Flatten()
                .Dense(576, 10)
                .Model(10),
            "trees_100_depth_4" => FloatTreeTwin.Create(100, 4, 16),
            "trees_1000_depth_8" => FloatTreeTwin.Create(1000, 8, 16),
            "rnn_16x8_32" => new FloatTwins(16, 8).Recurrent("RNN", 1).Model(32),
            "lstm_16x8_32" => new FloatTwins(16, 8).Recurrent("LSTM", 4).Model(32),
            _ => null,
        };

    /// <summary>Shape of an event of the twin's input.</summary>
    public static long[] ShapeOf(string name) =>
        name switch
        {
            "mlp_16_64_32_32_5" or "trees_100_depth_4" or "trees_1000_depth_8" => [16],
            "calorimeter_cnn" => [1, 1, 32],
            "rnn_16x8_32" or "lstm_16x8_32" => [16, 8],
            _ => [1, 12, 12],
        };

    private FloatTwins Dense(int inputs, int outputs) => Add("Gemm", [Weights(inputs, outputs), Weights(outputs)]);

    private FloatTwins Relu() => Add("Relu", []);

    private FloatTwins Flatten() => Add("Flatten", []);

    private FloatTwins Convolve(int channels, int filters, int height, int width) =>
        Add(
            "Conv",
            [Weights(filters, channels, height, width), Weights(filters)],
            ("kernel_shape", [height, width]),
            ("pads", [height / 2, width / 2, height / 2, width / 2])
        );

    private FloatTwins Pool() => Add("MaxPool", [], ("kernel_shape", [2, 2]), ("strides", [2, 2]));

    /// <summary>The hidden values after the last sample; the operator wants samples first.</summary>
    private FloatTwins Recurrent(string operation, int gates)
    {
        const int Features = ReferenceRecurrent.Features,
            Hidden = ReferenceRecurrent.Hidden;
        Add("Transpose", [], ("perm", [1, 0, 2]))
            .Add(operation, [Weights(1, gates * Hidden, Features), Weights(1, gates * Hidden, Hidden), Weights(1, 2 * gates * Hidden)]);
        var node = graph.Node[^1];
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "hidden_size",
                Type = AttributeProto.Types.AttributeType.Int,
                I = Hidden,
            }
        );
        node.Output[0] = "";
        node.Output.Add(last);
        return this;
    }

    private byte[] Model(int outputs)
    {
        graph.Output.Add(Value(last, outputs));
        return new ModelProto
        {
            IrVersion = 8,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
        }.ToByteArray();
    }

    private FloatTwins Add(string operation, string[] operands, params (string Name, long[] Values)[] attributes)
    {
        string result = $"t{graph.Node.Count}";
        graph.Node.Add(
            new NodeProto
            {
                OpType = operation,
                Input = { last },
                Output = { result },
                Attribute =
                {
                    attributes.Select(a => new AttributeProto
                    {
                        Name = a.Name,
                        Type = AttributeProto.Types.AttributeType.Ints,
                        Ints = { a.Values },
                    }),
                },
            }
        );
        graph.Node[^1].Input.AddRange(operands);
        last = result;
        return this;
    }

    private string Weights(params long[] shape)
    {
        string name = $"w{graph.Initializer.Count}";
        int count = (int)shape.Aggregate((a, b) => a * b);
        graph.Initializer.Add(
            new TensorProto
            {
                Name = name,
                DataType = 1,
                Dims = { shape },
                FloatData = { Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.5f) },
            }
        );
        return name;
    }

    public static ValueInfoProto Value(string name, params long[] shape)
    {
        var dimensions = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "batch" } } };
        dimensions.Dim.AddRange(shape.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = dimensions },
            },
        };
    }
}
