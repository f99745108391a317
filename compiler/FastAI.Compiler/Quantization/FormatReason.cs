namespace FastAI.Compiler.Quantization;

/// <summary>Where the format of a tensor comes from.</summary>
public enum FormatReason
{
    /// <summary>The result is exact: nothing is rounded.</summary>
    Exact,

    /// <summary>A precision file or option names it, or of an input the model itself: its quantiser or integer type.</summary>
    Stated,

    /// <summary>The calibration data lie on this grid: nothing is rounded.</summary>
    Grid,

    /// <summary>Chosen from the values that calibration saw.</summary>
    Calibrated,

    /// <summary>Chosen to hold the proved interval.</summary>
    Proved,
}
