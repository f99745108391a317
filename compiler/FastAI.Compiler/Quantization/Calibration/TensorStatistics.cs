namespace FastAI.Compiler.Quantization.Calibration;

/// <summary>What calibration saw of one tensor in floating point.</summary>
/// <param name="Low">The least finite value of all events and elements.</param>
/// <param name="High">The greatest finite value.</param>
/// <param name="Samples">Values of evenly spaced events and elements, at most <see cref="MaxSamples"/> and
/// ascending; the formats are chosen on them.</param>
public sealed record TensorStatistics(double Low, double High, double[] Samples)
{
    /// <summary>Enough for a percentile of 99.99 to rest on several values.</summary>
    public const int MaxSamples = 1 << 16;
}
