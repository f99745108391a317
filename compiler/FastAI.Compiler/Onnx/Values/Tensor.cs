namespace FastAI.Compiler.Onnx.Values;

/// <summary>What an ONNX tensor is while importing.</summary>
internal abstract record Tensor(Layout Layout, ElementKind Kind);
