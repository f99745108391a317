using System.Collections.Immutable;

namespace FastAI.Model.Build;

/// <summary>What became of one tensor of the float model. Real values, not mantissas.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Origin">The ONNX node that makes it.</param>
/// <param name="Formats">One format for all elements, or one for each, row-major.</param>
/// <param name="Rounding">Rounding mode; null where nothing is rounded.</param>
/// <param name="Overflow">Overflow mode; null where nothing is limited.</param>
/// <param name="Reason">Where the format comes from: exact, stated, grid, calibrated, proved.</param>
/// <param name="RangeSeen">Least and greatest float value over the calibration data; null without.</param>
/// <param name="IntervalProved">Least and greatest value that any event can give.</param>
/// <param name="OwnError">Proved bound of |fixed - float| when all operands are equal to their float
/// twins; null where none is proved.</param>
/// <param name="Saturations">Values limited over the calibration data; null without.</param>
/// <param name="SnrDb">Signal to quantisation noise over the calibration data, in dB; null without.</param>
public sealed record BuildTensor(
    string Name,
    string Origin,
    ImmutableArray<string> Formats,
    string? Rounding,
    string? Overflow,
    string Reason,
    ImmutableArray<double>? RangeSeen,
    ImmutableArray<double> IntervalProved,
    double? OwnError,
    long? Saturations,
    double? SnrDb
);
