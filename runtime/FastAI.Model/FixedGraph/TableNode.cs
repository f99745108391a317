using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>A unary function by look-up on mantissas; the other operation that loses information.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Type">Type of the result.</param>
/// <param name="Input">The tensor looked up; each element's proved interval lies inside its table.</param>
/// <param name="Tables">The different tables.</param>
/// <param name="TableOf">For each element, which table serves it.</param>
public sealed record TableNode(string Name, TensorType Type, int Input, ImmutableArray<LookupTable> Tables, PerElement<int> TableOf)
    : FixedNode(Name, Type)
{
    public override ImmutableArray<int> Operands => [Input];
}
