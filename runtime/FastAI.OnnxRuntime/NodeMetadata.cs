using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model declares of one of its inputs or outputs.</summary>
public sealed class NodeMetadata
{
    private readonly TensorElementType elementDataType;
    private readonly int[] dimensions = [];
    private readonly string[] symbolicDimensions = [];

    /// <param name="typeInfo">A native <c>OrtTypeInfo</c>, only borrowed.</param>
    internal NodeMetadata(nint typeInfo)
    {
        OnnxValueType = (OnnxValueType)OrtApi.GetInt(OrtApiSlot.GetOnnxTypeFromTypeInfo, typeInfo);
        if (IsTensor)
        {
            var tensor = OrtApi.GetObject(OrtApiSlot.CastTypeInfoToTensorInfo, typeInfo);
            elementDataType = TensorTypeInfo.ElementType(tensor);
            dimensions = Array.ConvertAll(TensorTypeInfo.Dimensions(tensor), dimension => checked((int)dimension));
            symbolicDimensions = TensorTypeInfo.SymbolicDimensions(tensor);
        }
    }

    public OnnxValueType OnnxValueType { get; }

    public bool IsTensor => OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR;

    public bool IsString => ElementDataType == TensorElementType.String;

    /// <summary>The declared shape; -1 where the model leaves a dimension open.</summary>
    public int[] Dimensions => OfTensor(dimensions);

    /// <summary>Names of open dimensions, one entry per dimension, empty where it has none.</summary>
    public string[] SymbolicDimensions => OfTensor(symbolicDimensions);

    public TensorElementType ElementDataType => OfTensor(elementDataType);

    public Type ElementType => ElementTypes.ToManaged(ElementDataType);

    private T OfTensor<T>(T value) => IsTensor
        ? value
        : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"This is not a tensor but {OnnxValueType}; it has neither " +
            $"dimensions nor an element type.");
}
