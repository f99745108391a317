using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>
/// Element-wise choice: <paramref name="WhenTrue"/> where the condition is not zero, else <paramref name="WhenFalse"/>; all of one
/// shape.
/// </summary>
public sealed record GraphSelect(string Name, Shape Shape, Origin Origin, int Condition, int WhenTrue, int WhenFalse)
    : GraphNode(Name, Shape, Origin)
{
    public override ImmutableArray<int> Operands => [Condition, WhenTrue, WhenFalse];
}
