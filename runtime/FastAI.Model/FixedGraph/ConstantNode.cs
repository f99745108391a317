using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>Mantissas that are the same for every event, row-major.</summary>
public sealed record ConstantNode(string Name, TensorType Type, ImmutableArray<long> Values) : FixedNode(Name, Type);
