using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>Multiplication by 2^<paramref name="Exponent"/>: the mantissa stays, the fraction falls
/// by the exponent. Costs nothing.</summary>
public sealed record ScaleNode(string Name, TensorType Type, int Input, int Exponent) : FixedNode(Name, Type)
{
    public override ImmutableArray<int> Operands => [Input];
}
