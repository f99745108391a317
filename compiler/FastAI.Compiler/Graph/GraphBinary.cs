using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>An element-wise operation; broadcasting has been made explicit by a <see cref="GraphGather"/>.</summary>
public sealed record GraphBinary(string Name, Shape Shape, Origin Origin, BinaryOperation Operation, int Left, int Right)
    : GraphNode(Name, Shape, Origin)
{
    public override ImmutableArray<int> Operands => [Left, Right];
}
