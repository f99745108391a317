using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Calibration;

/// <summary>
/// Recognises inputs that already are fixed-point: all values are multiples of one 2^-k (ADC counts, quantised
/// features) and fit a word of the given width.
/// </summary>
internal static class InputGrid
{
    /// <summary>The format of the grid, or null when the values lie on none that is coarse enough.</summary>
    public static FixedFormat? Find(ReadOnlySpan<double> values, int bits)
    {
        int fraction = 0;
        double low = 0,
            high = 0;
        foreach (double value in values)
        {
            var exact = Dyadic.FromDouble(value);
            if (exact.SignificantBits > bits)
                return null;
            fraction = Math.Max(fraction, exact.Fraction);
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        double step = Math.ScaleB(1, -fraction);
        if (Math.Max(-low, high) / step > 1L << 40)
            return null;
        var range = new Interval((long)(low / step), (long)(high / step));
        return range.Width <= bits ? FixedFormat.ForInterval(range, fraction) : null;
    }
}
