using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Calibration;

/// <summary>
/// Recognises inputs that already are fixed-point: all values are multiples of one 2^-k (ADC counts, quantised
/// features) and fit a word of the given width.
/// </summary>
internal static class InputGrid
{
    /// <summary>The format of the grid, or null when the values lie on none that is coarse enough.</summary>
    /// <param name="values">The values; missing ones (NaN) lie on any grid.</param>
    /// <param name="bits">Width of the word.</param>
    /// <param name="below">Whether the format has a mantissa below all values.</param>
    /// <param name="above">Whether the format has a mantissa above all values.</param>
    public static FixedFormat? Find(ReadOnlySpan<double> values, int bits, bool below = false, bool above = false)
    {
        int fraction = 0;
        double low = 0,
            high = 0;
        foreach (double value in values)
        {
            if (double.IsNaN(value))
                continue;
            var exact = Dyadic.FromDouble(value);
            if (exact.SignificantBits > bits)
                return null;
            fraction = Math.Max(fraction, exact.Fraction);
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        double step = Math.ScaleB(1, -fraction);
        if (Math.Max(-low, high) / step > 1L << 40)
            return null;
        var range = new Interval((long)(low / step) - (below ? 1 : 0), (long)(high / step) + (above ? 1 : 0));
        return range.Width <= bits ? FixedFormat.ForInterval(range, fraction) : null;
    }
}
