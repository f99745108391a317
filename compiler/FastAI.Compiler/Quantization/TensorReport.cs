using System.Collections.Immutable;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization;

/// <summary>What became of one tensor of the float model.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Origin">The ONNX node that makes it.</param>
/// <param name="Formats">One format for all elements, or one for each, row-major.</param>
/// <param name="Rounding">The rounding of its quantisation; null where nothing is rounded here.</param>
/// <param name="Overflow">The overflow of its quantisation; null where nothing is limited here.</param>
/// <param name="Reason">Where the format comes from.</param>
/// <param name="ProvedLow">The least value that any event can give.</param>
/// <param name="ProvedHigh">The greatest value that any event can give.</param>
/// <param name="OwnError">Proved bound of |fixed - float| when all operands are equal to their float twins;
/// infinite where none can be given.</param>
/// <param name="Seen">What calibration saw; null without calibration.</param>
public sealed record TensorReport(
    string Name,
    string Origin,
    ImmutableArray<FixedFormat> Formats,
    Rounding? Rounding,
    Overflow? Overflow,
    FormatReason Reason,
    double ProvedLow,
    double ProvedHigh,
    double OwnError,
    SeenReport? Seen
);
