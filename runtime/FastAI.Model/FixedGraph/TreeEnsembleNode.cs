using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>Decision trees over the elements of one tensor; the result has one element for each target.</summary>
public sealed record TreeEnsembleNode(string Name, TensorType Type, int Input, TreeEnsemble Ensemble) : FixedNode(Name, Type)
{
    public override ImmutableArray<int> Operands => [Input];
}
