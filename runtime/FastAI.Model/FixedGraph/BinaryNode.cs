using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>An element-wise operation on two tensors of the same shape.</summary>
public sealed record BinaryNode(string Name, TensorType Type, BinaryOperation Operation, int Left, int Right) : FixedNode(Name, Type)
{
    public override ImmutableArray<int> Operands => [Left, Right];
}
