namespace Microsoft.ML.OnnxRuntime;

/// <summary>ONNX Runtime refused a model, an argument or a run; the message is its own.</summary>
public sealed class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(ErrorCode code, string message)
        : base($"[ErrorCode:{code}] {message}")
    {
    }
}
