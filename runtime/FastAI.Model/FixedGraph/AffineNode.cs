using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>Any constant linear map plus a constant: dense layers, convolutions, averages, scales. Together the blocks
/// write every output element once.</summary>
public sealed record AffineNode(string Name, TensorType Type, int Input, ImmutableArray<AffineBlock> Blocks) : FixedNode(Name, Type)
{
    public override ImmutableArray<int> Operands => [Input];
}
