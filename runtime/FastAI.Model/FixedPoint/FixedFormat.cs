using System.Globalization;

namespace FastAI.Model.FixedPoint;

/// <summary>
/// A fixed-point type <c>fixed&lt;W,I&gt;</c> or <c>ufixed&lt;W,I&gt;</c>: a mantissa of <see cref="Width"/> bits of which
/// <see cref="Integer"/> stand before the binary point. The value of mantissa m is m * 2^-(W - I); I may be negative or exceed W.
/// A signed format holds two's complement and counts its sign bit in W and I.
/// </summary>
public readonly record struct FixedFormat
{
    /// <summary>The widest format: every mantissa fits a 64-bit signed integer.</summary>
    public const int MaxWidth = 63;

    /// <summary>Bound on |I| and |W - I|; values stay well inside the range of a double.</summary>
    public const int MaxExponent = 255;

    public FixedFormat(bool signed, int width, int integer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxWidth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(integer), MaxExponent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(width - integer), MaxExponent);
        (Signed, Width, Integer) = (signed, width, integer);
    }

    /// <summary>Two's complement if true, else non-negative.</summary>
    public bool Signed { get; }

    /// <summary>W: bits in all, 1 to <see cref="MaxWidth"/>.</summary>
    public int Width { get; }

    /// <summary>I: bits before the binary point.</summary>
    public int Integer { get; }

    /// <summary>Bits after the binary point, W - I.</summary>
    public int Fraction => Width - Integer;

    /// <summary>The least mantissa.</summary>
    public long MinMantissa => Signed ? -(1L << (Width - 1)) : 0;

    /// <summary>The greatest mantissa.</summary>
    public long MaxMantissa => (1L << (Signed ? Width - 1 : Width)) - 1;

    /// <summary>All mantissas that the format can hold.</summary>
    public Interval Range => new(MinMantissa, MaxMantissa);

    /// <summary>The value of one unit in the last place, 2^-(W - I).</summary>
    public double Step => Math.ScaleB(1, -Fraction);

    /// <summary>The narrowest format with <paramref name="fraction"/> fraction bits that holds every
    /// mantissa of <paramref name="range"/>.</summary>
    /// <exception cref="FastAIException">The interval needs more than <see cref="MaxWidth"/> bits.</exception>
    public static FixedFormat ForInterval(Interval range, int fraction)
    {
        int width = range.Width;
        if (width > MaxWidth)
            throw FastAIException.Unsupported(
                $"a value in {range} needs {width} bits; the widest supported format has {MaxWidth}: quantise earlier or to fewer bits"
            );
        return new FixedFormat(range.Low < 0, width, width - fraction);
    }

    /// <summary>Reads <c>fixed&lt;W,I&gt;</c>, <c>ufixed&lt;W,I&gt;</c> or the same with an <c>ap_</c> prefix.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FixedFormat format)
    {
        format = default;
        text = text.Trim();
        if (text.StartsWith("ap_"))
            text = text[3..];
        bool signed = !text.StartsWith("u");
        if (!signed)
            text = text[1..];
        if (!text.StartsWith("fixed<") || !text.EndsWith(">"))
            return false;
        text = text[6..^1];
        int comma = text.IndexOf(',');
        if (
            comma < 0
            || !int.TryParse(text[..comma], NumberStyles.Integer, CultureInfo.InvariantCulture, out int width)
            || !int.TryParse(text[(comma + 1)..], NumberStyles.Integer, CultureInfo.InvariantCulture, out int integer)
            || width is < 1 or > MaxWidth
            || Math.Abs((long)integer) > MaxExponent
            || Math.Abs((long)width - integer) > MaxExponent
        )
            return false;
        format = new FixedFormat(signed, width, integer);
        return true;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FastAIException">The text is not a format.</exception>
    public static FixedFormat Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var format)
            ? format
            : throw FastAIException.BadInput(
                $"'{text}' is not a fixed-point format: write fixed<W,I> or ufixed<W,I> with W from 1 to {MaxWidth}, for example fixed<16,6>"
            );

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Signed ? "" : "u")}fixed<{Width},{Integer}>");
}
