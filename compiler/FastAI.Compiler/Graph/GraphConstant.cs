using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>A tensor that is the same for every event, row-major; finite.</summary>
public sealed record GraphConstant(string Name, Shape Shape, Origin Origin, ImmutableArray<double> Values) : GraphNode(Name, Shape, Origin);
