using FastAI.Model.FixedPoint;

namespace FastAI.Model.FixedGraph;

/// <summary>
/// What is known of one tensor element: the format that stores it and the proved interval of its mantissa,
/// which lies inside the format's range and may be narrower.
/// </summary>
public readonly record struct ElementType
{
    public ElementType(FixedFormat format, Interval range)
    {
        if (!format.Range.Contains(range))
            throw new ArgumentException($"{range} is not inside {format}");
        (Format, Range) = (format, range);
    }

    public FixedFormat Format { get; }

    public Interval Range { get; }

    /// <summary>Fraction bits of the mantissa.</summary>
    public int Fraction => Format.Fraction;

    /// <summary>Any value of the format.</summary>
    public static ElementType Full(FixedFormat format) => new(format, format.Range);

    /// <summary>The narrowest format for an interval: the type of an exact result.</summary>
    public static ElementType Exact(Interval range, int fraction) => new(FixedFormat.ForInterval(range, fraction), range);

    public override string ToString() => $"{Format} {Range}";
}
