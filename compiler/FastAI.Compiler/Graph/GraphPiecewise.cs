using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>A piecewise linear (or rounding) function of each element.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Shape">Extents of one event.</param>
/// <param name="Origin">The ONNX node.</param>
/// <param name="Kind">Which function.</param>
/// <param name="Input">The operand.</param>
/// <param name="Slope">LeakyRelu and PRelu: the slope below zero, one for each element; null otherwise.</param>
/// <param name="Low">Clip: the lower end, -infinity for none.</param>
/// <param name="High">Clip: the upper end, +infinity for none.</param>
public sealed record GraphPiecewise(
    string Name,
    Shape Shape,
    Origin Origin,
    PiecewiseKind Kind,
    int Input,
    PerElement<double>? Slope = null,
    double Low = double.NegativeInfinity,
    double High = double.PositiveInfinity
) : GraphNode(Name, Shape, Origin)
{
    public override ImmutableArray<int> Operands => [Input];
}
