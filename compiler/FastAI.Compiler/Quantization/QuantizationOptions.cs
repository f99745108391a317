using FastAI.Compiler.Quantization.Calibration;
using FastAI.Model;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization;

/// <summary>What formats the quantisation gives to tensors that no precision file names.</summary>
public sealed record QuantizationOptions
{
    /// <summary>Width of activations; exact results that are no wider stay exact.</summary>
    public int ActivationBits { get; init; } = 14;

    /// <summary>Width of weights; each output column (channel) has its own power of two as scale, so a
    /// column's weights fill their bits.</summary>
    public int WeightBits { get; init; } = 10;

    /// <summary>Width of inputs when they come from calibration data.</summary>
    public int InputBits { get; init; } = 16;

    /// <summary>Address bits of the table of a smooth function.</summary>
    public int TableBits { get; init; } = 12;

    /// <summary>Significant bits of constants that are not trained: scales, averages, slopes, ends of a clip, biases.</summary>
    public int ConstantBits { get; init; } = 16;

    /// <summary>Fraction bits of the leaves of decision trees; more where the largest leaf would have less than six bits.</summary>
    public int LeafBits { get; init; } = 10;

    /// <summary>One format for all inputs; null: from calibration data.</summary>
    public FixedFormat? InputFormat { get; init; }

    /// <summary>Rounding of activations.</summary>
    public Rounding Rounding { get; init; } = Rounding.Rnd;

    /// <summary>Overflow of activations.</summary>
    public Overflow Overflow { get; init; } = Overflow.Sat;

    /// <summary>How ranges follow from calibration data.</summary>
    public RangeMethod Method { get; init; } = RangeMethod.LeastError;

    /// <summary>The percentile of <see cref="RangeMethod.Percentile"/>.</summary>
    public double Percentile { get; init; } = 99.99;

    /// <exception cref="FastAIException">A number is outside what is supported.</exception>
    public void Validate()
    {
        Require(ActivationBits is >= 2 and <= 32, nameof(ActivationBits), ActivationBits, 2, 32);
        Require(WeightBits is >= 2 and <= 32, nameof(WeightBits), WeightBits, 2, 32);
        Require(InputBits is >= 1 and <= 32, nameof(InputBits), InputBits, 1, 32);
        Require(TableBits is >= 2 and <= 20, nameof(TableBits), TableBits, 2, 20);
        Require(ConstantBits is >= 2 and <= 32, nameof(ConstantBits), ConstantBits, 2, 32);
        Require(LeafBits is >= 0 and <= 32, nameof(LeafBits), LeafBits, 0, 32);
        if (!(Percentile > 0 && Percentile <= 100))
            throw new FastAIException(ExitCode.Usage, $"the percentile of calibration is {Percentile}; it lies above 0 and at most at 100");
    }

    private static void Require(bool holds, string name, int value, int low, int high)
    {
        if (!holds)
            throw new FastAIException(ExitCode.Usage, $"{name} is {value}; {low} to {high} are supported");
    }
}
