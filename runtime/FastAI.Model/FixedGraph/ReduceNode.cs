using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>Reduces groups of elements; output element o reads the input elements <c>Groups[o * GroupSize ... ]</c>, aligned to
/// the finest fraction of its group.</summary>
public sealed record ReduceNode(
    string Name,
    TensorType Type,
    ReduceOperation Operation,
    int Input,
    int GroupSize,
    ImmutableArray<int> Groups
) : FixedNode(Name, Type)
{
    public override ImmutableArray<int> Operands => [Input];
}
