using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FastAI.Compiler.Graph;
using FastAI.Compiler.Onnx.Proto;
using FastAI.Compiler.Onnx.Values;
using FastAI.Model;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx;

/// <summary>Reads the values of ONNX tensors (TensorProto), raw or typed.</summary>
internal static class TensorReader
{
    // TensorProto.DataType of ONNX.
    private const int Float = 1,
        UInt8 = 2,
        Int8 = 3,
        UInt16 = 4,
        Int16 = 5,
        Int32 = 6,
        Int64 = 7,
        Text = 8,
        Bool = 9,
        Float16 = 10,
        Double = 11,
        UInt32 = 12,
        UInt64 = 13,
        BFloat16 = 16,
        UInt4 = 21,
        Int4 = 22;

    /// <summary>What the elements of an ONNX data type are.</summary>
    /// <exception cref="FastAIException">A type that cannot be computed with.</exception>
    public static ElementKind KindOf(long dataType) =>
        dataType switch
        {
            Float or Float16 or Double or BFloat16 => ElementKind.Real,
            Bool => ElementKind.Boolean,
            UInt4 or Int4 or UInt8 or Int8 or UInt16 or Int16 or Int32 or Int64 or UInt32 or UInt64 => ElementKind.Integer,
            0 => throw FastAIException.BadInput("a tensor has no element type"),
            Text => throw FastAIException.Unsupported("tensors of strings are not supported; export numeric outputs only"),
            _ => throw FastAIException.Unsupported(
                $"the element type {dataType} is not supported; use float, double, float16, bfloat16, an integer type or bool"
            ),
        };

    /// <summary>The integer type of an ONNX data type; null for one of another kind.</summary>
    public static StoredInteger? StoredOf(long dataType) =>
        dataType switch
        {
            UInt4 => new(false, 4),
            Int4 => new(true, 4),
            UInt8 => new(false, 8),
            Int8 => new(true, 8),
            UInt16 => new(false, 16),
            Int16 => new(true, 16),
            UInt32 => new(false, 32),
            Int32 => new(true, 32),
            _ => null,
        };

    /// <summary>Bytes of so many elements in raw data; integers of 4 bits stand two to a byte.</summary>
    public static long BytesOf(int dataType, int count) => IsNibble(dataType) ? (count + 1L) / 2 : (long)count * SizeOf(dataType);

    /// <summary>The extents of a tensor, checked.</summary>
    public static Layout LayoutOf(TensorProto tensor)
    {
        if (tensor.Dims.Count > Layout.MaxRank)
            throw FastAIException.Unsupported($"a tensor of {tensor.Dims.Count} dimensions is not supported; at most {Layout.MaxRank} are");
        var extents = new int[tensor.Dims.Count];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            long extent = tensor.Dims[axis];
            if (extent is < 0 or > int.MaxValue)
                throw FastAIException.BadInput($"a tensor cannot have an extent of {extent}");
            extents[axis] = (int)extent;
        }
        return new Layout([.. extents]);
    }

    /// <summary>
    /// The tensor as a constant whose numbers are known to be elements of the initializer <paramref name="source"/> (none if empty).
    /// </summary>
    public static Constant Read(TensorProto tensor, string source)
    {
        var kind = KindOf(tensor.DataType);
        var layout = LayoutOf(tensor);
        if (kind == ElementKind.Real)
        {
            var values = Reals(tensor, layout.Count);
            return new RealConstant(
                layout,
                values,
                source.Length == 0 ? null : new Parameter(source, [.. IndexMaps.Range(layout.Count)], new Shape(layout.Extents.AsSpan()))
            );
        }
        return new IntegerConstant(layout, kind, Integers(tensor, layout.Count)) { Stored = StoredOf(tensor.DataType) };
    }

    private static bool IsNibble(int dataType) => dataType is UInt4 or Int4;

    private static int SizeOf(int dataType) =>
        dataType switch
        {
            UInt8 or Int8 or Bool => 1,
            UInt16 or Int16 or Float16 or BFloat16 => 2,
            Float or Int32 or UInt32 => 4,
            _ => 8,
        };

    private static ImmutableArray<double> Reals(TensorProto tensor, int count)
    {
        var values = new double[count];
        if (tensor.RawData.Length > 0 || count == 0)
        {
            var raw = Raw(tensor, count);
            switch (tensor.DataType)
            {
                case Float:
                    for (int i = 0; i < count; i++)
                        values[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]);
                    break;
                case Double:
                    for (int i = 0; i < count; i++)
                        values[i] = BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * i)..]);
                    break;
                case Float16:
                    for (int i = 0; i < count; i++)
                        values[i] = (double)BinaryPrimitives.ReadHalfLittleEndian(raw[(2 * i)..]);
                    break;
                default:
                    for (int i = 0; i < count; i++)
                        values[i] = BrainFloat(BinaryPrimitives.ReadUInt16LittleEndian(raw[(2 * i)..]));
                    break;
            }
            return ImmutableCollectionsMarshal.AsImmutableArray(values);
        }
        switch (tensor.DataType)
        {
            case Float:
                Require(tensor, tensor.FloatData.Count, count);
                for (int i = 0; i < count; i++)
                    values[i] = tensor.FloatData[i];
                break;
            case Double:
                Require(tensor, tensor.DoubleData.Count, count);
                for (int i = 0; i < count; i++)
                    values[i] = tensor.DoubleData[i];
                break;
            default:
                Require(tensor, tensor.Int32Data.Count, count);
                for (int i = 0; i < count; i++)
                {
                    ushort bits = (ushort)tensor.Int32Data[i];
                    values[i] = tensor.DataType == Float16 ? (double)BitConverter.UInt16BitsToHalf(bits) : BrainFloat(bits);
                }
                break;
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    private static ImmutableArray<long> Integers(TensorProto tensor, int count)
    {
        var values = new long[count];
        if (IsNibble(tensor.DataType))
        {
            Nibbles(tensor, values);
            return ImmutableCollectionsMarshal.AsImmutableArray(values);
        }
        if (tensor.RawData.Length > 0 || count == 0)
        {
            var raw = Raw(tensor, count);
            int size = SizeOf(tensor.DataType);
            for (int i = 0; i < count; i++)
            {
                var at = raw.Slice(i * size, size);
                values[i] = tensor.DataType switch
                {
                    Bool => at[0] != 0 ? 1 : 0,
                    UInt8 => at[0],
                    Int8 => (sbyte)at[0],
                    UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                    Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
                    Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                    UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                    Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                    _ => Signed(tensor, BinaryPrimitives.ReadUInt64LittleEndian(at)),
                };
            }
            return ImmutableCollectionsMarshal.AsImmutableArray(values);
        }
        switch (tensor.DataType)
        {
            case Int64:
                Require(tensor, tensor.Int64Data.Count, count);
                for (int i = 0; i < count; i++)
                    values[i] = tensor.Int64Data[i];
                break;
            case UInt32 or UInt64:
                Require(tensor, tensor.Uint64Data.Count, count);
                for (int i = 0; i < count; i++)
                    values[i] = Signed(tensor, tensor.Uint64Data[i]);
                break;
            default:
                Require(tensor, tensor.Int32Data.Count, count);
                for (int i = 0; i < count; i++)
                    values[i] = tensor.DataType == Bool ? (tensor.Int32Data[i] != 0 ? 1 : 0) : tensor.Int32Data[i];
                break;
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    // The first of two elements stands in the low half of its byte, be it in raw data or in the list of integers.
    private static void Nibbles(TensorProto tensor, long[] values)
    {
        bool typed = tensor.RawData.Length == 0 && values.Length > 0;
        if (typed)
            Require(tensor, tensor.Int32Data.Count, (values.Length + 1) / 2);
        var raw = typed ? [] : Raw(tensor, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            int pair = typed ? tensor.Int32Data[i / 2] : raw[i / 2],
                nibble = (pair >> (i % 2 * 4)) & 0xF;
            values[i] = tensor.DataType == Int4 && nibble >= 8 ? nibble - 16 : nibble;
        }
    }

    private static ReadOnlySpan<byte> Raw(TensorProto tensor, int count)
    {
        long expected = BytesOf(tensor.DataType, count);
        if (tensor.RawData.Length != expected)
            throw FastAIException.BadInput(
                $"the tensor '{tensor.Name}' holds {tensor.RawData.Length} bytes instead of {expected} for {count} elements"
            );
        return tensor.RawData.Span;
    }

    private static void Require(TensorProto tensor, int found, int count)
    {
        if (found != count)
            throw FastAIException.BadInput($"the tensor '{tensor.Name}' holds {found} values instead of {count}");
    }

    private static long Signed(TensorProto tensor, ulong value) =>
        value <= long.MaxValue
            ? (long)value
            : throw FastAIException.Unsupported($"the tensor '{tensor.Name}' holds {value}, which exceeds a signed 64-bit integer");

    private static double BrainFloat(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);
}
