using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>
/// Decision trees over the elements of one tensor: each target is its base plus the value of the leaf that each of
/// its trees reaches. The fixed-point twin is
/// <see cref="TreeEnsembleNode"/>.
/// </summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Shape">One element for each target.</param>
/// <param name="Origin">The ONNX node.</param>
/// <param name="Input">The tensor whose elements are tested.</param>
/// <param name="Structure">The trees.</param>
/// <param name="Thresholds">One for each node; may be infinite.</param>
/// <param name="Strict">For each node whether it tests x &lt; threshold; otherwise x &lt;= threshold.</param>
/// <param name="Values">Values of the leaves; finite.</param>
/// <param name="Base">One for each target; finite.</param>
public sealed record GraphTreeEnsemble(
    string Name,
    Shape Shape,
    Origin Origin,
    int Input,
    TreeStructure Structure,
    ImmutableArray<double> Thresholds,
    ImmutableArray<bool> Strict,
    ImmutableArray<double> Values,
    ImmutableArray<double> Base
) : GraphNode(Name, Shape, Origin)
{
    public override ImmutableArray<int> Operands => [Input];

    /// <summary>For each node whether a missing value (NaN) passes its test; empty where none does.</summary>
    public ImmutableArray<bool> MissingPasses { get; init; } = [];

    /// <summary>For a node whether an element passes its test.</summary>
    public bool Holds(int node, double x) =>
        double.IsNaN(x) ? MissingPasses.Length > 0 && MissingPasses[node]
        : Strict[node] ? x < Thresholds[node]
        : x <= Thresholds[node];
}
