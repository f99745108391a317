using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The allocator of the processor's memory that ONNX Runtime owns.</summary>
public sealed unsafe class OrtAllocator
{
    private static readonly Lazy<OrtAllocator> Singleton = new(() => new OrtAllocator(OrtApi.Create(OrtApiSlot.GetAllocatorWithDefaultOptions)));

    private OrtAllocator(nint pointer) => Pointer = pointer;

    public static OrtAllocator DefaultInstance => Singleton.Value;

    internal nint Pointer { get; }

    internal void Free(void* memory) => OrtApi.Check(((delegate* unmanaged<nint, void*, nint>)OrtApi.Function(OrtApiSlot.AllocatorFree))(Pointer, memory));
}
