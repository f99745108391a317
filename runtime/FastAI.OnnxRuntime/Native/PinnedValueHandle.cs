using System.Buffers;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A native tensor that borrows managed memory: the memory stays pinned until the native tensor is gone.</summary>
internal sealed class PinnedValueHandle(nint handle, MemoryHandle pin) : OrtHandle(handle, OrtApiSlot.ReleaseValue)
{
    private MemoryHandle pin = pin;

    protected override bool ReleaseHandle()
    {
        var released = base.ReleaseHandle();
        pin.Dispose();
        return released;
    }
}
