using System.Collections.Immutable;
using FastAI.Model;

namespace FastAI.Compiler.ConstantMatrix;

/// <summary>
/// The product <c>y_j = sum_i x_i W[i, j]</c> of unknown integers <c>x</c> and a constant integer
/// matrix, to be built from shifts and adders.
/// </summary>
/// <remarks>
/// Every input has an exact interval of integer values and an arrival level: the adder level at which it becomes available.
/// An input whose interval is [0, 0] contributes nothing, so its weights count as zeros.
/// </remarks>
public sealed class ConstantMatrixProblem
{
    /// <summary>Largest magnitude of a weight.</summary>
    public const long LargestWeight = 1L << 40;

    /// <summary>Largest number of inputs or outputs.</summary>
    public const int LargestSide = 1 << 16;

    /// <summary>Largest arrival level of an input, counted from the earliest one.</summary>
    public const int LargestDepth = 24;

    /// <summary>Bound on nonzero signed digits times inputs, which bounds the memory of a proof.</summary>
    public const long LargestVolume = 1L << 30;

    /// <summary>Bits that every sum of products must fit, sign included.</summary>
    public const int LargestSumBits = 56;

    private readonly long[] _weights;

    /// <summary>States a product. Rows of <paramref name="weights"/> are inputs, columns are outputs.</summary>
    /// <param name="weights">Inputs x Outputs.</param>
    /// <param name="low">Lowest value of each input.</param>
    /// <param name="high">Highest value of each input.</param>
    /// <param name="depth">Arrival level of each input; null when all arrive at level 0.</param>
    /// <exception cref="ArgumentException">The lengths disagree or an interval is empty.</exception>
    /// <exception cref="FastAIException">A value does not fit the solver's arithmetic.</exception>
    public ConstantMatrixProblem(long[,] weights, IReadOnlyList<long> low, IReadOnlyList<long> high, IReadOnlyList<int>? depth = null)
    {
        Inputs = weights.GetLength(0);
        Outputs = weights.GetLength(1);
        if (Inputs is < 1 or > LargestSide || Outputs is < 1 or > LargestSide)
        {
            throw FastAIException.Unsupported($"a matrix of {Inputs}x{Outputs} is outside 1x1 to {LargestSide}x{LargestSide}");
        }

        if (low.Count != Inputs || high.Count != Inputs || (depth != null && depth.Count != Inputs))
        {
            throw new ArgumentException($"the matrix has {Inputs} inputs, but there are {low.Count} intervals", nameof(low));
        }

        Low = [.. low];
        High = [.. high];
        Depth = depth == null ? [.. new int[Inputs]] : [.. depth];
        _weights = new long[(long)Inputs * Outputs];
        Buffer.BlockCopy(weights, 0, _weights, 0, _weights.Length * sizeof(long));
        Check();
    }

    /// <summary>Number of unknown inputs.</summary>
    public int Inputs { get; }

    /// <summary>Number of sums.</summary>
    public int Outputs { get; }

    /// <summary>Lowest value of each input.</summary>
    public ImmutableArray<long> Low { get; }

    /// <summary>Highest value of each input.</summary>
    public ImmutableArray<long> High { get; }

    /// <summary>Adder level at which each input arrives.</summary>
    public ImmutableArray<int> Depth { get; }

    /// <summary>The weight of input <paramref name="input"/> in output <paramref name="output"/>.</summary>
    public long this[int input, int output] => _weights[((long)input * Outputs) + output];

    /// <summary>Whether the input is the constant zero.</summary>
    public bool IsZero(int input) => Low[input] == 0 && High[input] == 0;

    /// <summary>A product whose inputs share one interval.</summary>
    public static ConstantMatrixProblem Uniform(long[,] weights, long low, long high)
    {
        int inputs = weights.GetLength(0);
        return new ConstantMatrixProblem(weights, [.. Enumerable.Repeat(low, inputs)], [.. Enumerable.Repeat(high, inputs)]);
    }

    /// <summary>The product restricted to some neighbouring outputs.</summary>
    public ConstantMatrixProblem Columns(int first, int count)
    {
        var part = new long[Inputs, count];
        for (int i = 0; i < Inputs; i++)
        {
            for (int j = 0; j < count; j++)
            {
                part[i, j] = this[i, first + j];
            }
        }

        return new ConstantMatrixProblem(part, Low, High, Depth);
    }

    /// <summary>Exact interval of <c>sum_i x_i coefficients[i]</c>.</summary>
    public (Int128 Low, Int128 High) RangeOf(ReadOnlySpan<long> coefficients)
    {
        Int128 low = 0;
        Int128 high = 0;
        for (int i = 0; i < coefficients.Length; i++)
        {
            Int128 c = coefficients[i];
            low += c * (c > 0 ? Low[i] : High[i]);
            high += c * (c > 0 ? High[i] : Low[i]);
        }

        return (low, high);
    }

    private void Check()
    {
        int earliest = Depth.Min();
        Int128 most = 0;
        long digits = 0;
        for (int i = 0; i < Inputs; i++)
        {
            if (Low[i] > High[i])
            {
                throw new ArgumentException($"input {i} has the empty interval [{Low[i]}, {High[i]}]");
            }

            if (Depth[i] - earliest > LargestDepth || Depth[i] < 0)
            {
                throw FastAIException.Unsupported(
                    $"input {i} arrives at level {Depth[i]}; levels reach from 0 to {LargestDepth} after the earliest input"
                );
            }

            Int128 weight = 0;
            for (int j = 0; j < Outputs; j++)
            {
                weight = Int128.Max(weight, Int128.Abs(this[i, j]));
                digits += weight > LargestWeight ? 0 : SignedDigits.Weight(this[i, j]);
            }

            if (weight > LargestWeight)
            {
                throw FastAIException.Unsupported(
                    $"input {i} has a weight of magnitude {weight}; at most 2^40 is supported, so use fewer weight bits"
                );
            }

            most += weight * Int128.Max(Int128.Abs(Low[i]), Int128.Abs(High[i]));
        }

        if (digits > LargestVolume / Inputs)
        {
            throw FastAIException.Unsupported(
                $"{digits} nonzero digits over {Inputs} inputs are more than the solver holds; split the matrix or prune weights"
            );
        }

        if (most >= Int128.One << (LargestSumBits - 1))
        {
            throw FastAIException.Unsupported(
                $"the sums of products need more than {LargestSumBits} bits; use fewer bits for inputs or weights"
            );
        }
    }
}
