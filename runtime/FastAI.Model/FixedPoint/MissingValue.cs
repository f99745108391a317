using System.Collections.Immutable;

namespace FastAI.Model.FixedPoint;

/// <summary>
/// Which mantissa of an input's element stands for a missing value, a NaN in the data. Fixed point has no NaN: where one can occur, an end
/// of the format is kept for it, and no number is ever brought there.
/// </summary>
public readonly record struct MissingValue
{
    private MissingValue(byte number) => Number = number;

    /// <summary>No value is missing: NaN is refused.</summary>
    public static MissingValue None => default;

    /// <summary>The least mantissa of the format.</summary>
    public static MissingValue Least { get; } = new(1);

    /// <summary>The greatest mantissa of the format.</summary>
    public static MissingValue Greatest { get; } = new(2);

    /// <summary>All of them with their words in files, in the order of their numbers.</summary>
    public static ImmutableArray<(string Word, MissingValue Value)> All { get; } =
    [("none", None), ("least", Least), ("greatest", Greatest)];

    /// <summary>Its number in <c>model.fai</c>.</summary>
    public byte Number { get; }

    /// <summary>The mantissa that is kept; null where none is.</summary>
    public long? Mantissa(FixedFormat format) =>
        Number switch
        {
            0 => null,
            1 => format.MinMantissa,
            _ => format.MaxMantissa,
        };

    /// <summary>The mantissa next to the one that is kept, which numbers take that would come there.</summary>
    public long? Neighbour(FixedFormat format) => Mantissa(format) is { } kept ? kept + (Number == 1 ? 1 : -1) : null;

    public override string ToString() => All[Number].Word;
}
