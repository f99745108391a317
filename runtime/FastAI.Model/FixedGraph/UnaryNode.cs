using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>An exact element-wise operation on one tensor.</summary>
public sealed record UnaryNode(string Name, TensorType Type, UnaryOperation Operation, int Input) : FixedNode(Name, Type)
{
    public override ImmutableArray<int> Operands => [Input];
}
