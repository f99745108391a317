using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Reads the native <c>OrtTensorTypeAndShapeInfo</c>; an unknown dimension is -1 and may have a name.</summary>
internal static unsafe class TensorTypeInfo
{
    internal static TensorElementType ElementType(nint info) => (TensorElementType)OrtApi.GetInt(OrtApiSlot.GetTensorElementType, info);

    internal static long[] Dimensions(nint info)
    {
        var dimensions = new long[OrtApi.GetCount(OrtApiSlot.GetDimensionsCount, info)];
        fixed (long* first = dimensions)
        {
            OrtApi.Check(((delegate* unmanaged<nint, long*, nuint, nint>)OrtApi.Function(OrtApiSlot.GetDimensions))(info, first, (nuint)dimensions.Length));
        }
        return dimensions;
    }

    /// <summary>The name of each dimension, empty where it has none.</summary>
    internal static string[] SymbolicDimensions(nint info)
    {
        var texts = new nint[OrtApi.GetCount(OrtApiSlot.GetDimensionsCount, info)];
        fixed (nint* first = texts)
        {
            OrtApi.Check(((delegate* unmanaged<nint, nint*, nuint, nint>)OrtApi.Function(OrtApiSlot.GetSymbolicDimensions))(info, first, (nuint)texts.Length));
        }
        return Array.ConvertAll(texts, text => OrtApi.Text((byte*)text));
    }
}
