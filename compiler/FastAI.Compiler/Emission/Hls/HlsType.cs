using System.Globalization;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission.Hls;

/// <summary>The C++ type that holds the integers of an interval: <c>ap_int</c> where one can be negative, else <c>ap_uint</c>.</summary>
internal readonly record struct HlsType(bool Signed, int Width)
{
    public string Name => string.Create(CultureInfo.InvariantCulture, $"ap_{(Signed ? "" : "u")}int<{Width}>");

    /// <summary>Bits in two's complement.</summary>
    public int SignedWidth => Signed ? Width : Width + 1;

    public static HlsType Of(Interval range) => new(range.Low < 0, range.Width);
}
