using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>An input of the model. <paramref name="IsInteger"/>: the model declares an integer (or Boolean) element type.</summary>
public sealed record GraphInput(string Name, Shape Shape, Origin Origin, bool IsInteger) : GraphNode(Name, Shape, Origin);
