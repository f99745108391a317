using System.Text;

namespace FastAI.Runtime.Tests.Reference;

/// <summary>Small ONNX models, written field by field in the protobuf wire format: a model needs no library to exist.</summary>
internal static class OnnxBytes
{
    internal const int Float = 1,
        Int64 = 7,
        String = 8,
        Bool = 9,
        Float16 = 10,
        Double = 11;

    internal static byte[] Model(byte[][] nodes, byte[][] inputs, byte[][] outputs)
    {
        byte[] graph =
        [
            .. nodes.SelectMany(node => Field(1, node)),
            .. Text(2, "g"),
            .. inputs.SelectMany(input => Field(11, input)),
            .. outputs.SelectMany(output => Field(12, output)),
        ];
        return
        [
            .. Number(1, 8),
            .. Field(7, graph),
            .. Field(8, [.. Text(1, ""), .. Number(2, 13)]),
            .. Field(8, [.. Text(1, "ai.onnx.ml"), .. Number(2, 1)]),
        ];
    }

    internal static byte[] Node(string operation, string[] inputs, string[] outputs, params byte[][] attributes) =>
        [
            .. inputs.SelectMany(name => Text(1, name)),
            .. outputs.SelectMany(name => Text(2, name)),
            .. Text(4, operation),
            .. attributes.SelectMany(attribute => Field(5, attribute)),
        ];

    /// <summary>A node of the ai.onnx.ml operators.</summary>
    internal static byte[] LearningNode(string operation, string[] inputs, string[] outputs, params byte[][] attributes) =>
        [.. Node(operation, inputs, outputs, attributes), .. Text(7, "ai.onnx.ml")];

    internal static byte[] Integers(string name, params long[] values) =>
        [.. Text(1, name), .. values.SelectMany(value => Number(8, value)), .. Number(20, 7)];

    internal static byte[] Integer(string name, long value) => [.. Text(1, name), .. Number(3, value), .. Number(20, 2)];

    /// <summary>An input or output; a text is a dimension's name, a number its extent.</summary>
    internal static byte[] Tensor(string name, int elementType, params object[] dimensions) =>
        [.. Text(1, name), .. Field(2, TensorType(elementType, dimensions))];

    /// <summary>A sequence of maps from integers to floats.</summary>
    internal static byte[] ClassMaps(string name) =>
        [.. Text(1, name), .. Field(2, Field(4, Field(1, Field(5, [.. Number(1, Int64), .. Field(2, TensorType(Float, []))]))))];

    private static byte[] TensorType(int elementType, object[] dimensions) =>
        Field(
            1,
            [
                .. Number(1, elementType),
                .. Field(
                    2,
                    [.. dimensions.SelectMany(dimension => Field(1, dimension is string text ? Text(2, text) : Number(1, (int)dimension)))]
                ),
            ]
        );

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) =>
        [.. Varint((ulong)(field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)(field << 3)), .. Varint((ulong)value)];

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }
        bytes.Add((byte)value);
        return bytes;
    }
}
