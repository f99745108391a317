using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>1 for every missing value (NaN), 0 for every number.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Shape">That of the operand.</param>
/// <param name="Origin">The ONNX node.</param>
/// <param name="Input">The tensor that may have missing values.</param>
public sealed record GraphIsMissing(string Name, Shape Shape, Origin Origin, int Input) : GraphNode(Name, Shape, Origin)
{
    public override ImmutableArray<int> Operands => [Input];
}
