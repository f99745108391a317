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
/// <param name="Low">Clip, and what follows a rounding: the lower end, -infinity for none; of a rounding whole.</param>
/// <param name="High">Clip, and what follows a rounding: the upper end, +infinity for none; of a rounding whole.</param>
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

    /// <summary>Whether its results are integers whatever its operand is.</summary>
    public bool IsRounding => Kind is PiecewiseKind.Floor or PiecewiseKind.Ceiling or PiecewiseKind.Round;

    /// <summary>Whether it rounds to integers between two ends: the model's own quantiser, which states a format by itself.</summary>
    public bool IsQuantizer => IsRounding && double.IsFinite(Low) && double.IsFinite(High);

    /// <summary>Whether each end is an integer or absent.</summary>
    public bool HasWholeEnds => IsWhole(Low) && IsWhole(High);

    private static bool IsWhole(double end) => double.IsInfinity(end) || Math.Floor(end) == end;
}
