using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Owns one native object of ONNX Runtime and gives it back through the release function of its kind.</summary>
internal class OrtHandle : SafeHandle
{
    private readonly OrtApiSlot release;

    internal OrtHandle(nint handle, OrtApiSlot release)
        : base(0, ownsHandle: true)
    {
        this.release = release;
        SetHandle(handle);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Keeps the native object alive, whatever other threads dispose, until the lease is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The object has been disposed of already.</exception>
    internal HandleLease Lease() => new(this);

    protected override bool ReleaseHandle()
    {
        OrtApi.Release(release, handle);
        return true;
    }
}
