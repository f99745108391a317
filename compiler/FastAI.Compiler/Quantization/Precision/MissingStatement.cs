using System.Collections.Immutable;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Precision;

/// <summary>What a precision file says of the missing values of an input.</summary>
/// <param name="Values">One: all elements; several: one for each element (row-major), or for each index of the axis.</param>
/// <param name="Axis">As in <see cref="FormatStatement"/>.</param>
public sealed record MissingStatement(ImmutableArray<MissingValue> Values, int? Axis = null);
