using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>Element-wise choice: <paramref name="WhenTrue"/> where the condition's mantissa is not zero, else <paramref name="WhenFalse"/>;
/// both aligned to the finer fraction.</summary>
public sealed record SelectNode(string Name, TensorType Type, int Condition, int WhenTrue, int WhenFalse) : FixedNode(Name, Type)
{
    public override ImmutableArray<int> Operands => [Condition, WhenTrue, WhenFalse];
}
