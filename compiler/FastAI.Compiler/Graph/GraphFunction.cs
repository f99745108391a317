using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>A smooth function of each element, with up to two parameters.</summary>
public sealed record GraphFunction(string Name, Shape Shape, Origin Origin, FunctionKind Kind, int Input, double A = 0, double B = 0)
    : GraphNode(Name, Shape, Origin)
{
    public override ImmutableArray<int> Operands => [Input];
}
