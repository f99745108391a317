using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Onnx.Trees;

/// <summary>Normalised trees: tests are &lt;= and &lt; alone, constant trees are in the base. See
/// <see cref="Graph.GraphTreeEnsemble"/>.</summary>
internal sealed record Forest(
    TreeStructure Structure,
    ImmutableArray<double> Thresholds,
    ImmutableArray<bool> Strict,
    ImmutableArray<double> Values,
    ImmutableArray<double> Base
)
{
    /// <summary>For each node whether a missing value (NaN) passes its test; empty where none does.</summary>
    public ImmutableArray<bool> MissingPasses { get; init; } = [];
}
