using System.Collections.Immutable;

namespace FastAI.Compiler.Graph.Steps;

/// <summary>
/// A tensor of the float model with its steps outside: element i is the sum of the terms' products plus <c>Bias[i]</c>, within
/// [Low, High]. The sums behind the terms are of integers, so that they are exact.
/// </summary>
/// <param name="Terms">One term, or two, the last with factors above 0.</param>
/// <param name="Bias">What no integer of the terms holds; 0 where there are two.</param>
/// <param name="IsOdd">Whether a step has gone in that is no power of two.</param>
internal sealed record StepForm(ImmutableArray<StepTerm> Terms, double[] Bias, bool IsOdd)
{
    public double Low { get; init; } = double.NegativeInfinity;

    public double High { get; init; } = double.PositiveInfinity;

    public bool IsLimited => double.IsFinite(Low) || double.IsFinite(High);

    public bool HasBias => Bias.AsSpan().ContainsAnyExcept(0);

    /// <summary>The sole term where the tensor is nothing but its products.</summary>
    public StepTerm? Product => Terms is [var term] && !HasBias && !IsLimited ? term : null;

    /// <summary>A binary32 product, as ONNX Runtime multiplies steps.</summary>
    public static double Times(double a, double b) => (float)a * (float)b;

    public static bool IsPowerOfTwo(double step) => Math.ScaleB(1, Math.ILogB(step)) == step;
}
