using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization;

/// <summary>A model in fixed point and the account of how it came to be.</summary>
public sealed record QuantizationResult(FixedGraph Graph, QuantizationReport Report);
