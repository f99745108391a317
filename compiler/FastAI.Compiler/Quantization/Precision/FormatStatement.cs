using System.Collections.Immutable;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Precision;

/// <summary>
/// The formats that a precision file states for one name: one for all elements, one for each element (row-major),
/// one for each index of an axis, or none at all (<see cref="IsExact"/>: nothing is rounded).
/// </summary>
/// <param name="Formats">No format: exact; one: all elements; several: see <paramref name="Axis"/>.</param>
/// <param name="Axis">The axis (without the batch dimension; negative counts from the last) that the formats run along;
/// null: they run over all elements.</param>
public sealed record FormatStatement(ImmutableArray<FixedFormat> Formats, int? Axis = null)
{
    /// <summary>Keeps every bit: the exact accumulator of an activation, the exact value of a weight.</summary>
    public static FormatStatement Exact { get; } = new(ImmutableArray<FixedFormat>.Empty);

    /// <summary>False where an entry says something else of a tensor and leaves its format to calibration and options.</summary>
    public bool IsStated { get; init; } = true;

    public bool IsExact => IsStated && Formats.IsEmpty;

    /// <summary>Whether one format serves all elements.</summary>
    public bool IsUniform => Formats.Length == 1 && Axis is null;

    public static FormatStatement Uniform(FixedFormat format) => new([format]);
}
