using FastAI.Compiler.Onnx;
using FastAI.Compiler.Onnx.Proto;
using Google.Protobuf;

namespace FastAI.Compiler.Tests.Onnx;

/// <summary>Writes small ONNX models for tests. A dimension of -1 is the symbol N.</summary>
internal sealed class OnnxBuilder(int opset = 13)
{
    public const int Float = 1,
        UInt8 = 2,
        Int32 = 6,
        Int64 = 7,
        Bool = 9,
        Float16 = 10,
        Double = 11,
        BFloat16 = 16;

    public ModelProto Model { get; } =
        new()
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = opset } },
            Graph = new GraphProto { Name = "test" },
        };

    public GraphProto Graph => Model.Graph;

    public OnnxBuilder Input(string name, params long[] dims) => Typed(name, Float, dims);

    public OnnxBuilder Typed(string name, int type, params long[] dims)
    {
        Graph.Input.Add(Value(name, type, dims));
        return this;
    }

    public OnnxBuilder Output(params string[] names)
    {
        foreach (string name in names)
            Graph.Output.Add(
                new ValueInfoProto
                {
                    Name = name,
                    Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Float } },
                }
            );
        return this;
    }

    public OnnxBuilder Output(string name, int type)
    {
        Graph.Output.Add(
            new ValueInfoProto
            {
                Name = name,
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type } },
            }
        );
        return this;
    }

    public OnnxBuilder Weights(string name, long[] dims, params float[] values)
    {
        Graph.Initializer.Add(
            new TensorProto
            {
                Name = name,
                DataType = Float,
                Dims = { dims },
                FloatData = { values },
            }
        );
        return this;
    }

    public OnnxBuilder Scalar(string name, float value) => Weights(name, [], value);

    public OnnxBuilder Integers(string name, params long[] values)
    {
        Graph.Initializer.Add(
            new TensorProto
            {
                Name = name,
                DataType = Int64,
                Dims = { values.Length },
                Int64Data = { values },
            }
        );
        return this;
    }

    public OnnxBuilder Node(string type, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto
        {
            OpType = type,
            Name = type.ToLowerInvariant() + "_" + Graph.Node.Count,
            Input = { inputs },
            Output = { outputs },
        };
        foreach (var (name, value) in attributes)
            node.Attribute.Add(Attribute(name, value));
        Graph.Node.Add(node);
        return this;
    }

    public byte[] ToBytes() => Model.ToByteArray();

    public OnnxModel ToModel() => OnnxModel.Parse(ToBytes(), "test.onnx");

    public static ValueInfoProto Value(string name, int type, params long[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (long dim in dims)
            shape.Dim.Add(
                dim == -1
                    ? new TensorShapeProto.Types.Dimension { DimParam = "N" }
                    : new TensorShapeProto.Types.Dimension { DimValue = dim }
            );
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape },
            },
        };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int i:
                (attribute.I, attribute.Type) = (i, AttributeProto.Types.AttributeType.Int);
                break;
            case long i:
                (attribute.I, attribute.Type) = (i, AttributeProto.Types.AttributeType.Int);
                break;
            case float f:
                (attribute.F, attribute.Type) = (f, AttributeProto.Types.AttributeType.Float);
                break;
            case string s:
                (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(s), AttributeProto.Types.AttributeType.String);
                break;
            case long[] ints:
                attribute.Ints.AddRange(ints);
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                break;
            case float[] floats:
                attribute.Floats.AddRange(floats);
                attribute.Type = AttributeProto.Types.AttributeType.Floats;
                break;
            case string[] texts:
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                attribute.Type = AttributeProto.Types.AttributeType.Strings;
                break;
            case TensorProto tensor:
                (attribute.T, attribute.Type) = (tensor, AttributeProto.Types.AttributeType.Tensor);
                break;
            default:
                throw new ArgumentException(value.GetType().Name);
        }
        return attribute;
    }
}
