using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Element type and shape of a tensor at hand; every dimension is known.</summary>
public readonly struct OrtTensorTypeAndShapeInfo
{
    internal OrtTensorTypeAndShapeInfo(TensorElementType elementType, long[] shape)
    {
        ElementDataType = elementType;
        Shape = shape;
        ElementCount = shape.Aggregate(1L, (count, dimension) => checked(count * dimension));
    }

    public TensorElementType ElementDataType { get; }

    public bool IsString => ElementDataType == TensorElementType.String;

    public long ElementCount { get; }

    public int DimensionsCount => Shape.Length;

    public long[] Shape { get; }
}
