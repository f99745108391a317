using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The one environment of ONNX Runtime in a process; sessions live in it, and it lives as long as the process.</summary>
public sealed unsafe class OrtEnv
{
    private static readonly Lazy<OrtEnv> Singleton = new(() => new OrtEnv());

    private OrtEnv()
    {
        var name = new Utf8Name("fastai");
        nint created;
        OrtApi.Check(((delegate* unmanaged<int, byte*, nint*, nint>)OrtApi.Function(OrtApiSlot.CreateEnv))(
            (int)OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, name.Pointer, &created));
        GC.KeepAlive(name);
        Pointer = created;
    }

    internal nint Pointer { get; }

    /// <exception cref="DllNotFoundException">The native library is missing; the message says how to get it.</exception>
    public static OrtEnv Instance() => Singleton.Value;

    /// <summary>The version of the native library, such as <c>1.23.2</c>.</summary>
    public string GetVersionString() => OrtApi.Version;
}
