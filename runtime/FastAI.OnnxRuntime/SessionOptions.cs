using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How a session is to run its model. A session takes them over when it is created; later changes do not reach it.</summary>
public sealed unsafe class SessionOptions : IDisposable
{
    private GraphOptimizationLevel graphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
    private ExecutionMode executionMode = ExecutionMode.ORT_SEQUENTIAL;
    private OrtLoggingLevel logSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private int intraOpNumThreads;
    private int interOpNumThreads;
    private bool enableCpuMemArena = true;
    private bool enableMemoryPattern = true;
    private string logId = "";

    public SessionOptions() => Handle = new OrtHandle(OrtApi.Create(OrtApiSlot.CreateSessionOptions), OrtApiSlot.ReleaseSessionOptions);

    internal OrtHandle Handle { get; }

    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get => graphOptimizationLevel;
        set
        {
            SetInt(OrtApiSlot.SetSessionGraphOptimizationLevel, (int)value);
            graphOptimizationLevel = value;
        }
    }

    public ExecutionMode ExecutionMode
    {
        get => executionMode;
        set
        {
            SetInt(OrtApiSlot.SetSessionExecutionMode, (int)value);
            executionMode = value;
        }
    }

    public OrtLoggingLevel LogSeverityLevel
    {
        get => logSeverityLevel;
        set
        {
            SetInt(OrtApiSlot.SetSessionLogSeverityLevel, (int)value);
            logSeverityLevel = value;
        }
    }

    /// <summary>Threads within one node; 0 leaves the choice to ONNX Runtime.</summary>
    public int IntraOpNumThreads
    {
        get => intraOpNumThreads;
        set
        {
            SetInt(OrtApiSlot.SetIntraOpNumThreads, value);
            intraOpNumThreads = value;
        }
    }

    /// <summary>Threads over nodes when <see cref="ExecutionMode"/> is parallel; 0 leaves the choice to ONNX Runtime.</summary>
    public int InterOpNumThreads
    {
        get => interOpNumThreads;
        set
        {
            SetInt(OrtApiSlot.SetInterOpNumThreads, value);
            interOpNumThreads = value;
        }
    }

    /// <summary>Whether freed memory is kept for later runs instead of going back to the system.</summary>
    public bool EnableCpuMemArena
    {
        get => enableCpuMemArena;
        set
        {
            Switch(value, OrtApiSlot.EnableCpuMemArena, OrtApiSlot.DisableCpuMemArena);
            enableCpuMemArena = value;
        }
    }

    /// <summary>Whether one block per run is planned from the shapes of the run before.</summary>
    public bool EnableMemoryPattern
    {
        get => enableMemoryPattern;
        set
        {
            Switch(value, OrtApiSlot.EnableMemPattern, OrtApiSlot.DisableMemPattern);
            enableMemoryPattern = value;
        }
    }

    public string LogId
    {
        get => logId;
        set
        {
            using var options = Handle.Lease();
            OrtApi.SetText(OrtApiSlot.SetSessionLogId, options.Pointer, value);
            logId = value;
        }
    }

    /// <summary>Sets one of the keys listed in <c>onnxruntime_session_options_config_keys.h</c>.</summary>
    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        using var options = Handle.Lease();
        Utf8Name key = new(configKey), value = new(configValue);
        OrtApi.Check(((delegate* unmanaged<nint, byte*, byte*, nint>)OrtApi.Function(OrtApiSlot.AddSessionConfigEntry))(options.Pointer, key.Pointer, value.Pointer));
        GC.KeepAlive(key);
        GC.KeepAlive(value);
    }

    public void Dispose() => Handle.Dispose();

    private void SetInt(OrtApiSlot slot, int value)
    {
        using var options = Handle.Lease();
        OrtApi.SetInt(slot, options.Pointer, value);
    }

    private void Switch(bool on, OrtApiSlot enable, OrtApiSlot disable)
    {
        using var options = Handle.Lease();
        OrtApi.Apply(on ? enable : disable, options.Pointer);
    }
}
