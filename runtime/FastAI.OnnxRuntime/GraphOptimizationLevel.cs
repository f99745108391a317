namespace Microsoft.ML.OnnxRuntime;

/// <summary>How far ONNX Runtime may rewrite a graph before it runs it. Only <see cref="ORT_DISABLE_ALL"/> runs the nodes as they stand in
/// the model.</summary>
public enum GraphOptimizationLevel
{
    ORT_DISABLE_ALL = 0,
    ORT_ENABLE_BASIC = 1,
    ORT_ENABLE_EXTENDED = 2,
    ORT_ENABLE_ALL = 99,
}
