using System.Collections.Immutable;

namespace FastAI.Runtime.Build;

/// <summary>What became of one tensor of the float model. Real values, not mantissas.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Origin">The ONNX node that makes it.</param>
/// <param name="Formats">One format for all elements, or one for each, row-major.</param>
/// <param name="Rounding">Rounding mode; null where nothing is rounded.</param>
/// <param name="Overflow">Overflow mode; null where nothing is limited.</param>
/// <param name="Reason">Where the format comes from.</param>
/// <param name="RangeSeen">Least and greatest float value over the calibration data; null without.</param>
/// <param name="IntervalProved">Least and greatest value that any event can give.</param>
/// <param name="Saturations">Values limited over the calibration data; null without.</param>
/// <param name="SnrDb">Signal to quantisation noise over the calibration data, in dB; null without.</param>
/// <param name="LocalError">Proved bound of what this tensor's own conversion adds to the difference from the float model; null where none is proved.</param>
public sealed record BuildTensor(
    string Name,
    string Origin,
    ImmutableArray<string> Formats,
    string? Rounding,
    string? Overflow,
    string Reason,
    ImmutableArray<double>? RangeSeen,
    ImmutableArray<double> IntervalProved,
    long? Saturations,
    double? SnrDb,
    double? LocalError = null);
