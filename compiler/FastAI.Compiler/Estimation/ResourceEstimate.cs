using System.Collections.Immutable;

namespace FastAI.Compiler.Estimation;

/// <summary>What a design needs, in total and for each layer in order.</summary>
public sealed record ResourceEstimate(Resources Total, ImmutableArray<LayerEstimate> Layers);
