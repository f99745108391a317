using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>
/// A constant matrix applied at several positions: for each position p and column m
/// <c>y[OutputMap[p, m]] = Bias[m] + sum over k of Weights[k, m] * x[InputMap[p, k]]</c>, on mantissas.
/// A dense layer has one position; a convolution has one a pixel and one block a group. Weights are pre-shifted, so that for
/// each term (fraction of the weight) + (fraction of x) is the fraction of y, and the sum is a sum of integers.
/// </summary>
public sealed record AffineBlock
{
    /// <param name="rows">K: terms of a sum.</param>
    /// <param name="columns">M: sums at each position.</param>
    /// <param name="inputMap">P x K element indices of the input, row-major; -1 reads zero (padding).</param>
    /// <param name="outputMap">P x M element indices of the output, row-major; each is written once.</param>
    /// <param name="weights">K x M, row-major.</param>
    /// <param name="bias">M mantissas with the fraction of the output.</param>
    public AffineBlock(
        int rows,
        int columns,
        ImmutableArray<int> inputMap,
        ImmutableArray<int> outputMap,
        ImmutableArray<long> weights,
        ImmutableArray<long> bias
    )
    {
        if (
            rows < 1
            || columns < 1
            || inputMap.Length == 0
            || inputMap.Length % rows != 0
            || outputMap.Length != (long)(inputMap.Length / rows) * columns
            || weights.Length != (long)rows * columns
            || bias.Length != columns
        )
            throw new ArgumentException(
                $"block of {rows} x {columns}: {inputMap.Length} inputs, {outputMap.Length} outputs, {weights.Length} weights, {bias.Length} biases"
            );
        (Rows, Columns, InputMap, OutputMap, Weights, Bias) = (rows, columns, inputMap, outputMap, weights, bias);
    }

    /// <summary>K: terms of a sum.</summary>
    public int Rows { get; }

    /// <summary>M: sums at each position.</summary>
    public int Columns { get; }

    /// <summary>P: how often the matrix is applied.</summary>
    public int Positions => InputMap.Length / Rows;

    public ImmutableArray<int> InputMap { get; }

    public ImmutableArray<int> OutputMap { get; }

    public ImmutableArray<long> Weights { get; }

    public ImmutableArray<long> Bias { get; }

    public long Weight(int row, int column) => Weights[row * Columns + column];

    public bool Equals(AffineBlock? other) =>
        other is not null
        && Rows == other.Rows
        && Columns == other.Columns
        && InputMap.AsSpan().SequenceEqual(other.InputMap.AsSpan())
        && OutputMap.AsSpan().SequenceEqual(other.OutputMap.AsSpan())
        && Weights.AsSpan().SequenceEqual(other.Weights.AsSpan())
        && Bias.AsSpan().SequenceEqual(other.Bias.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Rows, Columns, InputMap.Length, Weights.Length > 0 ? Weights[0] : 0);
}
