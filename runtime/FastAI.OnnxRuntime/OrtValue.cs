using System.Buffers;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// A value that goes into or comes out of a run. A tensor made from managed memory borrows that memory, pinned until the value is disposed
/// of; a result owns its own.
/// </summary>
public sealed unsafe class OrtValue : IDisposable
{
    internal OrtValue(OrtHandle handle)
    {
        Handle = handle;
        OnnxType = (OnnxValueType)OrtApi.GetInt(OrtApiSlot.GetValueType, handle.DangerousGetHandle());
    }

    internal OrtHandle Handle { get; }

    public OnnxValueType OnnxType { get; }

    public bool IsTensor => OnnxType == OnnxValueType.ONNX_TYPE_TENSOR;

    /// <summary>A tensor over <paramref name="data"/>, row-major; nothing is copied.</summary>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged => CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(), shape);

    /// <summary>A tensor over <paramref name="memory"/>, row-major; nothing is copied.</summary>
    /// <exception cref="OnnxRuntimeException">The shape needs more elements than the memory has, or <typeparamref name="T"/> is no element
    /// type.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape)
        where T : unmanaged
    {
        var elementType = ElementTypes.FromManaged(typeof(T));
        var pin = memory.Pin();
        nint created = 0;
        try
        {
            fixed (long* first = shape)
            {
                OrtApi.Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)OrtApi.Function(OrtApiSlot.CreateTensorWithDataAsOrtValue))(
                    memoryInfo.Pointer, pin.Pointer, (nuint)memory.Length * (nuint)sizeof(T), first, (nuint)shape.Length, (int)elementType, &created));
            }
        }
        finally
        {
            if (created == 0)
            {
                pin.Dispose();
            }
        }
        return new OrtValue(new PinnedValueHandle(created, pin));
    }

    /// <exception cref="OnnxRuntimeException">The value is not a tensor.</exception>
    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        if (!IsTensor)
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"The value is not a tensor but {OnnxType}.");
        }
        using var value = Handle.Lease();
        using var info = new OrtHandle(OrtApi.GetObject(OrtApiSlot.GetTensorTypeAndShape, value.Pointer), OrtApiSlot.ReleaseTensorTypeAndShapeInfo);
        var pointer = info.DangerousGetHandle();
        return new OrtTensorTypeAndShapeInfo(TensorTypeInfo.ElementType(pointer), TensorTypeInfo.Dimensions(pointer));
    }

    /// <summary>The elements of the tensor, row-major, without a copy; they are gone once this value is disposed of.</summary>
    /// <exception cref="OnnxRuntimeException">The value is not a tensor of <typeparamref name="T"/>.</exception>
    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <inheritdoc cref="GetTensorDataAsSpan{T}"/>
    public Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged
    {
        var info = GetTensorTypeAndShape();
        var asked = ElementTypes.FromManaged(typeof(T));
        if (asked != info.ElementDataType)
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"The tensor holds {info.ElementDataType} elements, not {asked}.");
        }
        using var value = Handle.Lease();
        return new Span<T>((void*)OrtApi.GetObject(OrtApiSlot.GetTensorMutableData, value.Pointer), checked((int)info.ElementCount));
    }

    /// <summary>How many values a sequence has; 2 (keys, values) for a map.</summary>
    public int GetValueCount()
    {
        using var value = Handle.Lease();
        return OrtApi.GetCount(OrtApiSlot.GetValueCount, value.Pointer);
    }

    /// <summary>A copy of one value of a sequence, or of the keys (0) or the values (1) of a map.</summary>
    public OrtValue GetValue(int index, OrtAllocator allocator)
    {
        using var value = Handle.Lease();
        nint element;
        OrtApi.Check(((delegate* unmanaged<nint, int, nint, nint*, nint>)OrtApi.Function(OrtApiSlot.GetValue))(value.Pointer, index, allocator.Pointer, &element));
        return new OrtValue(new OrtHandle(element, OrtApiSlot.ReleaseValue));
    }

    public void Dispose() => Handle.Dispose();
}
