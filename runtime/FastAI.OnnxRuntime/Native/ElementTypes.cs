using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Which .NET type holds an element of an ONNX tensor.</summary>
internal static class ElementTypes
{
    private static readonly (TensorElementType Element, Type Managed)[] Pairs =
    [
        (TensorElementType.Float, typeof(float)),
        (TensorElementType.Double, typeof(double)),
        (TensorElementType.Float16, typeof(Float16)),
        (TensorElementType.Bool, typeof(bool)),
        (TensorElementType.Int8, typeof(sbyte)),
        (TensorElementType.UInt8, typeof(byte)),
        (TensorElementType.Int16, typeof(short)),
        (TensorElementType.UInt16, typeof(ushort)),
        (TensorElementType.Int32, typeof(int)),
        (TensorElementType.UInt32, typeof(uint)),
        (TensorElementType.Int64, typeof(long)),
        (TensorElementType.UInt64, typeof(ulong)),
        (TensorElementType.String, typeof(string)),
    ];

    internal static Type ToManaged(TensorElementType element) => Array.Find(Pairs, pair => pair.Element == element).Managed
        ?? throw new OnnxRuntimeException(ErrorCode.NotImplemented, $"Tensors of {element} have no .NET element type in this binding.");

    internal static TensorElementType FromManaged(Type managed)
    {
        var element = Array.Find(Pairs, pair => pair.Managed == managed).Element;
        return element != TensorElementType.DataTypeMax && element != 0
            ? element
            : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"{managed} is not an element type of ONNX tensors.");
    }
}
