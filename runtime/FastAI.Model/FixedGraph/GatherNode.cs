using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>
/// An index map: reshape, transpose, slice, concatenation, broadcast and selection by constant indices alike.
/// Output element i is element <c>Map[i]</c> of the operands laid end to end. Costs nothing.
/// </summary>
public sealed record GatherNode(string Name, TensorType Type, ImmutableArray<int> Inputs, ImmutableArray<int> Map) : FixedNode(Name, Type)
{
    public override ImmutableArray<int> Operands => Inputs;
}
