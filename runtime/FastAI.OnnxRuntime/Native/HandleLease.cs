namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>A counted reference to a native object for the time of one call.</summary>
internal readonly struct HandleLease : IDisposable
{
    private readonly OrtHandle owner;

    internal HandleLease(OrtHandle owner)
    {
        var added = false;
        owner.DangerousAddRef(ref added);
        this.owner = owner;
    }

    internal nint Pointer => owner.DangerousGetHandle();

    public void Dispose() => owner?.DangerousRelease();
}
