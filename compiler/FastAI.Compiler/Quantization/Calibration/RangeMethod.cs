namespace FastAI.Compiler.Quantization.Calibration;

/// <summary>How many integer bits a tensor gets from the values that calibration saw.</summary>
public enum RangeMethod
{
    /// <summary>Of the other two, and of everything between, the one with the least mean squared error.</summary>
    LeastError,

    /// <summary>The greatest magnitude seen fits: nothing seen saturates.</summary>
    Maximum,

    /// <summary>The stated percentile of the magnitudes fits: rare large values saturate, the others gain resolution.</summary>
    Percentile,
}
