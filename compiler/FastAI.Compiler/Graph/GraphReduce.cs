using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>
/// Greatest, least, or its position, over groups of elements: output o reads <c>Groups[o * GroupSize ...]</c>. MaxPool leaves padding
/// out by repeating a real element.
/// </summary>
public sealed record GraphReduce(
    string Name,
    Shape Shape,
    Origin Origin,
    ReduceOperation Operation,
    int Input,
    int GroupSize,
    ImmutableArray<int> Groups
) : GraphNode(Name, Shape, Origin)
{
    public override ImmutableArray<int> Operands => [Input];
}
