using System.Collections.Immutable;

namespace FastAI.Compiler.Graph;

/// <summary>
/// A real matrix applied at several positions:
/// <c>y[OutputMap[p, m]] = Bias[m] + sum over k of Weights[k, m] * x[InputMap[p, k]]</c>; an input index of -1 reads zero (padding).
/// One block serves a dense layer, one a group serves a convolution. The fixed-point twin is
/// <see cref="FastAI.Model.FixedGraph.AffineBlock"/>.
/// </summary>
/// <param name="Rows">K: terms of a sum.</param>
/// <param name="Columns">M: sums at each position.</param>
/// <param name="InputMap">P x K, row-major.</param>
/// <param name="OutputMap">P x M, row-major.</param>
/// <param name="Weights">K x M, row-major; finite.</param>
/// <param name="Bias">M values; finite.</param>
/// <param name="WeightSource">The initializer behind the weights (K x M elements), if it is one.</param>
/// <param name="BiasSource">The initializer behind the bias (M elements), if it is one.</param>
public sealed record LinearBlock(
    int Rows,
    int Columns,
    ImmutableArray<int> InputMap,
    ImmutableArray<int> OutputMap,
    ImmutableArray<double> Weights,
    ImmutableArray<double> Bias,
    Parameter? WeightSource,
    Parameter? BiasSource
)
{
    /// <summary>P: how often the matrix is applied.</summary>
    public int Positions => InputMap.Length / Rows;
}
