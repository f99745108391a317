using System.Text;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A model loaded into ONNX Runtime. Runs may overlap on several threads.</summary>
public sealed unsafe class InferenceSession : IDisposable
{
    private readonly OrtHandle handle;
    private readonly SessionSide inputs;
    private readonly SessionSide outputs;

    /// <exception cref="OnnxRuntimeException">The file is not a model that ONNX Runtime can load.</exception>
    public InferenceSession(string modelPath, SessionOptions options)
        : this(Create(modelPath, options))
    {
    }

    public InferenceSession(string modelPath)
        : this(WithDefaults(options => Create(modelPath, options)))
    {
    }

    public InferenceSession(byte[] model, SessionOptions options)
        : this(Create(model, options))
    {
    }

    public InferenceSession(byte[] model)
        : this(WithDefaults(options => Create(model, options)))
    {
    }

    private InferenceSession(OrtHandle handle)
    {
        this.handle = handle;
        using var session = handle.Lease();
        inputs = SessionSide.Inputs(session.Pointer);
        outputs = SessionSide.Outputs(session.Pointer);
    }

    /// <summary>Names of the inputs in model order.</summary>
    public IReadOnlyList<string> InputNames => inputs.Names;

    /// <summary>Names of the outputs in model order.</summary>
    public IReadOnlyList<string> OutputNames => outputs.Names;

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => inputs.Metadata;

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => outputs.Metadata;

    /// <summary>Runs the model; the results come in the order of <paramref name="outputNames"/> and are the caller's to dispose
    /// of.</summary>
    /// <exception cref="OnnxRuntimeException">A name is unknown, a shape or type does not fit, or a node failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions? runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        var results = new nint[outputNames.Count];
        Run(runOptions, inputNames, inputValues, outputNames, results.AsSpan());
        return new DisposableList<OrtValue>(Array.ConvertAll(results, result => new OrtValue(new OrtHandle(result, OrtApiSlot.ReleaseValue))));
    }

    /// <inheritdoc cref="Run(RunOptions?, IReadOnlyCollection{string}, IReadOnlyCollection{OrtValue}, IReadOnlyCollection{string})"/>
    public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions? runOptions, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputNames) =>
        Run(runOptions, [.. inputs.Keys], [.. inputs.Values], outputNames);

    /// <summary>Runs the model into tensors that the caller has made, of exactly the shapes that come out.</summary>
    /// <exception cref="OnnxRuntimeException">A name is unknown, a shape or type does not fit, or a node failed.</exception>
    public void Run(
        RunOptions? runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        SameCount("output", outputNames.Count, outputValues.Count);
        var results = new nint[outputNames.Count];
        using var leases = new ValueLeases(outputValues, results);
        Run(runOptions, inputNames, inputValues, outputNames, results.AsSpan());
    }

    public void Dispose() => handle.Dispose();

    private void Run(
        RunOptions? runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        Span<nint> results)
    {
        SameCount("input", inputNames.Count, inputValues.Count);
        Span<nint> inputTexts = new nint[inputNames.Count], outputTexts = new nint[outputNames.Count], values = new nint[inputValues.Count];
        inputs.Resolve(inputNames, inputTexts);
        outputs.Resolve(outputNames, outputTexts);
        using var session = handle.Lease();
        using var options = runOptions?.Handle.Lease() ?? default;
        using var leases = new ValueLeases(inputValues, values);
        fixed (nint* inputText = inputTexts, outputText = outputTexts, value = values, result = results)
        {
            OrtApi.Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)OrtApi.Function(OrtApiSlot.Run))(
                session.Pointer,
                runOptions is null ? 0 : options.Pointer,
                inputText,
                value,
                (nuint)values.Length,
                outputText,
                (nuint)results.Length,
                result));
        }
        GC.KeepAlive(this);
    }

    private static void SameCount(string kind, int names, int values)
    {
        if (names != values)
        {
            throw new ArgumentException($"There are {names} {kind} names and {values} {kind} values.");
        }
    }

    private static OrtHandle Create(string path, SessionOptions options)
    {
        // Paths are wide characters on Windows and bytes elsewhere (ORTCHAR_T).
        var text = OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(path + "\0") : Encoding.UTF8.GetBytes(path + "\0");
        using var lease = options.Handle.Lease();
        nint session;
        fixed (byte* first = text)
        {
            OrtApi.Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)OrtApi.Function(OrtApiSlot.CreateSession))(
                OrtEnv.Instance().Pointer, first, lease.Pointer, &session));
        }
        return new OrtHandle(session, OrtApiSlot.ReleaseSession);
    }

    private static OrtHandle Create(byte[] model, SessionOptions options)
    {
        using var lease = options.Handle.Lease();
        nint session;
        fixed (byte* first = model)
        {
            OrtApi.Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)OrtApi.Function(OrtApiSlot.CreateSessionFromArray))(
                OrtEnv.Instance().Pointer, first, (nuint)model.Length, lease.Pointer, &session));
        }
        return new OrtHandle(session, OrtApiSlot.ReleaseSession);
    }

    private static OrtHandle WithDefaults(Func<SessionOptions, OrtHandle> create)
    {
        using var options = new SessionOptions();
        return create(options);
    }
}
