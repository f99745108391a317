using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Where the memory of a tensor lies: the processor's, the only kind that this binding has.</summary>
public sealed unsafe class OrtMemoryInfo
{
    private static readonly Lazy<OrtMemoryInfo> Singleton = new(() => new OrtMemoryInfo());

    private OrtMemoryInfo()
    {
        const int deviceAllocator = 0, defaultMemory = 0;
        nint created;
        OrtApi.Check(((delegate* unmanaged<int, int, nint*, nint>)OrtApi.Function(OrtApiSlot.CreateCpuMemoryInfo))(deviceAllocator, defaultMemory, &created));
        Pointer = created;
    }

    public static OrtMemoryInfo DefaultInstance => Singleton.Value;

    internal nint Pointer { get; }
}
