namespace FastAI.Compiler.Onnx.Values;

/// <summary>A tensor that depends on the event: the result of a node of the graph, whose elements it names row-major.</summary>
internal sealed record VariableTensor(Layout Layout, ElementKind Kind, int Node) : Tensor(Layout, Kind);
