using FastAI.Compiler.Lowering;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization;

/// <summary>A model in fixed point and the account of how it came to be.</summary>
public sealed record QuantizationResult(FixedGraph Graph, QuantizationReport Report)
{
    /// <summary>What the precision file asks tables to be made of.</summary>
    public TableMemories TableMemories { get; init; } = TableMemories.None;
}
