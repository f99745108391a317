using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>Puts a number in the place of every missing value (NaN).</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Shape">That of the operand.</param>
/// <param name="Origin">The ONNX node.</param>
/// <param name="Input">The tensor that may have missing values.</param>
/// <param name="Values">For each element what takes the place of a missing one; finite.</param>
public sealed record GraphImpute(string Name, Shape Shape, Origin Origin, int Input, ImmutableArray<double> Values)
    : GraphNode(Name, Shape, Origin)
{
    public override ImmutableArray<int> Operands => [Input];
}
