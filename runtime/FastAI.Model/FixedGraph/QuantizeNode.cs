using System.Collections.Immutable;
using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>Brings each element into its format in <see cref="FixedNode.Type"/>; one of the two operations that lose information.</summary>
public sealed record QuantizeNode(string Name, TensorType Type, int Input, Rounding Rounding, Overflow Overflow) : FixedNode(Name, Type)
{
    public override ImmutableArray<int> Operands => [Input];
}
