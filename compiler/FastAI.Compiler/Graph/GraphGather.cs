using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>An index map over the operands laid end to end: reshape, transpose, slice, concatenation, broadcast.</summary>
public sealed record GraphGather(string Name, Shape Shape, Origin Origin, ImmutableArray<int> Inputs, ImmutableArray<int> Map)
    : GraphNode(Name, Shape, Origin)
{
    public override ImmutableArray<int> Operands => Inputs;
}
