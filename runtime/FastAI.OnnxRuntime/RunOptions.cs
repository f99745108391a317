using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of one run; another thread may stop the run by <see cref="Terminate"/>.</summary>
public sealed class RunOptions : IDisposable
{
    private bool terminate;

    public RunOptions() => Handle = new OrtHandle(OrtApi.Create(OrtApiSlot.CreateRunOptions), OrtApiSlot.ReleaseRunOptions);

    internal OrtHandle Handle { get; }

    /// <summary>Makes runs with these options end early with an <see cref="OnnxRuntimeException"/>.</summary>
    public bool Terminate
    {
        get => terminate;
        set
        {
            using var options = Handle.Lease();
            OrtApi.Apply(value ? OrtApiSlot.RunOptionsSetTerminate : OrtApiSlot.RunOptionsUnsetTerminate, options.Pointer);
            terminate = value;
        }
    }

    public void Dispose() => Handle.Dispose();
}
