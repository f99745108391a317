using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Graph;

/// <summary>An input of the model. <paramref name="IsInteger"/>: the model declares an integer (or Boolean) element type.</summary>
public sealed record GraphInput(string Name, Shape Shape, Origin Origin, bool IsInteger) : GraphNode(Name, Shape, Origin)
{
    /// <summary>All numbers of the element type, where that is an integer type of at most 16 bits; null for others.</summary>
    public FixedFormat? Declared { get; init; }
}
