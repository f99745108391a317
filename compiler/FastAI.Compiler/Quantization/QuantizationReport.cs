using System.Collections.Immutable;

namespace FastAI.Compiler.Quantization;

/// <summary>Everything that the conversion decided and what it costs.</summary>
/// <param name="Tensors">Every tensor of the float model, in its order.</param>
/// <param name="Outputs">Proved bounds of the outputs.</param>
/// <param name="CalibrationEvents">Events that the calibration data hold; 0 without.</param>
/// <param name="Warnings">What the user should know.</param>
public sealed record QuantizationReport(
    ImmutableArray<TensorReport> Tensors,
    ImmutableArray<OutputBound> Outputs,
    int CalibrationEvents,
    ImmutableArray<string> Warnings
)
{
    /// <summary>Calibration events of which some value is missing.</summary>
    public int CalibrationEventsWithMissing { get; init; }

    /// <summary>Every ensemble of decision trees.</summary>
    public ImmutableArray<TreeReport> Trees { get; init; } = [];
}
