using FastAI.Model;
using Microsoft.ML.OnnxRuntime;

namespace FastAI.Runtime.Reference;

/// <summary>Says in the project's terms what went wrong in ONNX Runtime.</summary>
internal static class OnnxRuntimeFailures
{
    /// <summary>Whether the native library is missing or of another machine. The managed package wraps that in the failure of a
    /// type.</summary>
    internal static bool IsMissingLibrary(Exception failure) =>
        failure is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (failure is TypeInitializationException { InnerException: { } inner } && IsMissingLibrary(inner));

    internal static FastAIException MissingLibrary(Exception failure)
    {
        var cause = failure is TypeInitializationException { InnerException: { } inner } ? inner : failure;
        return new FastAIException(
            ExitCode.ToolMissing,
            $"ONNX Runtime, which runs the float model, is not available: " + $"{cause.Message}",
            failure
        );
    }

    internal static FastAIException BadModel(string model, OnnxRuntimeException failure) =>
        new(ExitCode.BadInput, $"{model}: ONNX Runtime cannot load the model: {failure.Message}", failure);

    internal static FastAIException FailedRun(string model, OnnxRuntimeException failure) =>
        new(ExitCode.BadInput, $"{model}: ONNX Runtime cannot run the model on these events: {failure.Message}", failure);
}
