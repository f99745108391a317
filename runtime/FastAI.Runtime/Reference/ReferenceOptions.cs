using Microsoft.ML.OnnxRuntime;

namespace FastAI.Runtime.Reference;

/// <summary>How the float model is run.</summary>
public sealed record ReferenceOptions
{
    /// <summary>Runs the nodes exactly as they stand, one thread, so that results do not depend on the machine's load.</summary>
    public static ReferenceOptions Exact { get; } = new();

    /// <summary>Everything ONNX Runtime can do on one thread: for measuring its speed, not for comparing bits.</summary>
    public static ReferenceOptions Fastest { get; } = new() { Optimization = GraphOptimizationLevel.ORT_ENABLE_ALL };

    /// <summary>Rewriting of the graph; merged quantise and dequantise nodes decide ties otherwise than the nodes themselves.</summary>
    public GraphOptimizationLevel Optimization { get; init; } = GraphOptimizationLevel.ORT_DISABLE_ALL;

    /// <summary>The outputs wanted; all when empty. Outputs that nobody asks for may have any shape.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Threads of ONNX Runtime.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Most events in one run; fewer when events are large.</summary>
    public int BatchSize { get; init; } = 1024;
}
