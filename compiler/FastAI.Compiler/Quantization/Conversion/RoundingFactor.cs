using FastAI.Compiler.Graph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// The factor before one of the model's own quantisers in the fewest bits with which every number on the operand's grid rounds to the same
/// integer: the quantiser is a monotone step function, so that it is enough to hold the place of each step.
/// </summary>
internal static class RoundingFactor
{
    private const int MostSteps = 1 << 17;
    private const int MostBits = 53;

    // All products below stay within Int128: mantissas of 40 bits times factors of 53, steps of 19 bits times 2^100.
    private const int MostMantissaBits = 40;
    private const int MostShift = 100;

    /// <summary>Searches from few bits to many.</summary>
    /// <param name="factor">The factor, above zero.</param>
    /// <param name="operand">What mantissas the operand has.</param>
    /// <param name="fraction">Its fraction bits.</param>
    /// <param name="quantizer">Rounds the product to the nearest integer, ties to even, between two ends.</param>
    /// <returns>Null where the numbers are too large for the search.</returns>
    public static Dyadic? Find(double factor, Interval operand, int fraction, GraphPiecewise quantizer)
    {
        if (quantizer is not { Kind: PiecewiseKind.Round, IsQuantizer: true } || !(factor > 0))
            return null;
        var exact = Dyadic.FromDouble(factor);
        if (
            quantizer.High - quantizer.Low > MostSteps
            || Math.Max(-quantizer.Low, quantizer.High) > MostSteps
            || Int128.Max(-operand.Low, operand.High) >> MostMantissaBits != 0
            || Math.Abs(exact.Fraction + fraction) > MostShift
        )
            return null;
        Int128[] steps =
        [
            .. Enumerable.Range(1, (int)(quantizer.High - quantizer.Low)).Select(i => First(exact, fraction, (long)quantizer.Low + i)),
        ];
        for (int bits = 1; bits < Math.Min(MostBits, exact.SignificantBits); bits++)
        {
            var candidate = Dyadic.Significant(factor, bits);
            if (Holds(candidate, operand, fraction, (long)quantizer.Low + 1, steps))
                return candidate;
        }
        return exact;
    }

    // The least mantissa whose product rounds to q or above.
    private static Int128 First(Dyadic factor, int fraction, long q)
    {
        var (twice, step) = Sides(factor, fraction, q);
        var (quotient, rest) = Int128.DivRem(step, twice);
        if (rest < 0)
            (quotient, rest) = (quotient - 1, rest + twice);
        // On the tie itself the even one of the two integers is taken.
        return rest > 0 || (q & 1) != 0 ? quotient + 1 : quotient;
    }

    private static bool Holds(Dyadic factor, Interval operand, int fraction, long first, Int128[] steps)
    {
        for (int i = 0; i < steps.Length; i++)
        {
            var at = steps[i];
            var (twice, step) = Sides(factor, fraction, first + i);
            bool even = ((first + i) & 1) == 0;
            if (at <= operand.High && !Reaches(Int128.Max(at, operand.Low)))
                return false;
            if (at > operand.Low && Reaches(Int128.Min(at - 1, operand.High)))
                return false;

            bool Reaches(Int128 mantissa) => even ? twice * mantissa >= step : twice * mantissa > step;
        }
        return true;
    }

    // factor * m * 2^-fraction >= q - 1/2 as (first) * m >= (second).
    private static (Int128 Twice, Int128 Step) Sides(Dyadic factor, int fraction, long q)
    {
        int shift = factor.Fraction + fraction;
        Int128 twice = 2 * (Int128)factor.Mantissa,
            step = 2 * (Int128)q - 1;
        return shift >= 0 ? (twice, step << shift) : (twice << -shift, step);
    }
}
