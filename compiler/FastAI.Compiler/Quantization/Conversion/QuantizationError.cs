using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>The greatest change that a quantisation can make to a value of a proved interval.</summary>
internal static class QuantizationError
{
    /// <param name="type">What is quantised.</param>
    /// <param name="format">Its new format.</param>
    /// <param name="rounding">How bits are dropped.</param>
    /// <param name="overflow">How the range is kept.</param>
    /// <param name="mayOverflow">Whether a value of the interval leaves the format by more than rounding up to its
    /// end; the bound holds when none does.</param>
    public static double Bound(ElementType type, FixedFormat format, Rounding rounding, Overflow overflow, out bool mayOverflow)
    {
        int drop = type.Fraction - format.Fraction;
        double error = 0;
        if (drop > 0)
        {
            // Of 2^drop values of the dropped bits the worst is 2^drop - 1 when truncating and 2^(drop - 1) to the
            // nearest; a narrow interval may not reach it.
            double worst = rounding is Rounding.Trn or Rounding.TrnZero ? Math.ScaleB(1, drop) - 1 : Math.ScaleB(1, drop - 1);
            error = Math.ScaleB(worst, -type.Fraction);
            if (type.Range.IsConstant)
                error = Math.Abs(
                    Math.ScaleB((double)type.Range.Low, -type.Fraction)
                        - Math.ScaleB((double)Quantizer.Round(type.Range.Low, drop, rounding), -format.Fraction)
                );
        }
        Int128 low = Quantizer.Round(type.Range.Low, drop, rounding),
            high = Quantizer.Round(type.Range.High, drop, rounding);
        Int128 least = overflow == Overflow.SatSym && format.Signed ? -format.MaxMantissa : format.MinMantissa;
        bool inside = low >= least && high <= format.MaxMantissa;
        mayOverflow = false;
        if (inside)
            return error;
        if (overflow is Overflow.Sat or Overflow.SatSym && low >= least - 1 && high <= (Int128)format.MaxMantissa + 1)
        {
            // Only rounding reaches the value beyond the end (or the interval ends on it): one step at most.
            return Math.Max(error, format.Step);
        }
        mayOverflow = true;
        return error;
    }
}
