using FastAI.Compiler.Graph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// The factors before one of the model's own quantisers in the fewest bits with which all numbers on the operands' grids round to the same
/// integers: for each value of the first operand the quantiser is a monotone step function of the last, so that it is enough to hold the
/// place of each step.
/// </summary>
internal static class RoundingFactor
{
    private const int MostSteps = 1 << 17;

    // The precision of binary32, which the float model itself computes with; and room for sums within the widest format.
    private const int MostBits = 24;
    private const int MostProductBits = 56;

    // All products below stay within Int128: mantissas of 40 bits times factors of 53 shifted by 24, steps of 19 bits times 2^100.
    private const int MostMantissaBits = 40;
    private const int MostShift = 100;
    private const int MostAlignment = 24;
    private const int MostLeft = 8;

    /// <summary>One factor; see <see cref="Find(Term, Term, GraphPiecewise, bool)"/>.</summary>
    public static Dyadic? Find(Term term, GraphPiecewise quantizer) =>
        Find(new Term(0, new Interval(0, 0), term.Fraction), term, quantizer)?.Last;

    /// <summary>A factor and a constant that is added to its product, on the grid of the products.</summary>
    public static (Dyadic Constant, Dyadic Factor)? Find(double constant, Term term, GraphPiecewise quantizer) =>
        Find(new Term(constant, new Interval(1, 1), 0), term, quantizer, onGrid: true);

    /// <summary>Searches from few bits to many.</summary>
    /// <param name="first">The term that is gone through value by value.</param>
    /// <param name="last">The other term; its factor is above zero.</param>
    /// <param name="quantizer">Rounds the sum of the products to the nearest integer, ties to even, between two ends.</param>
    /// <param name="onGrid">Whether the first factor is rounded to the grid of the other's products instead of to so many bits.</param>
    /// <returns>Null where the numbers are too large or too many for the search, or no factors of binary32's precision hold the
    /// integers.</returns>
    public static (Dyadic First, Dyadic Last)? Find(Term first, Term last, GraphPiecewise quantizer, bool onGrid = false)
    {
        if (quantizer is not { Kind: PiecewiseKind.Round, IsQuantizer: true } || !(last.Factor > 0))
            return null;
        var exact = new Pair(Dyadic.FromDouble(first.Factor), Dyadic.FromDouble(last.Factor), first.Fraction, last.Fraction);
        var count = first.Mantissas.High - first.Mantissas.Low + 1;
        if (
            Math.Max(-quantizer.Low, quantizer.High) > MostSteps
            || count > MostSteps
            || count * (Int128)(quantizer.High - quantizer.Low) > MostSteps
            || Largest(first.Mantissas) >> MostMantissaBits != 0
            || Largest(last.Mantissas) >> MostMantissaBits != 0
            || !exact.IsWithin(MostShift, MostAlignment)
        )
            return null;
        long low = (long)quantizer.Low + 1;
        int steps = (int)(quantizer.High - quantizer.Low);
        var places = new Int128[(int)count * steps];
        for (int i = 0; i < places.Length; i++)
            places[i] = exact.Place(first.Mantissas.Low + i / steps, low + i % steps);
        for (int bits = 1; bits <= MostBits; bits++)
        {
            var rounded = exact.Rounded(first.Factor, last.Factor, bits, onGrid);
            if (bits + Bits(first.Mantissas) > MostProductBits || bits + Bits(last.Mantissas) > MostProductBits)
                return null;
            if (rounded.IsWithin(MostShift, MostAlignment) && Holds(rounded))
                return (rounded.First, rounded.Last);
        }
        return null;

        bool Holds(Pair factors)
        {
            for (int i = 0; i < places.Length; i++)
            {
                Int128 at = places[i],
                    m = first.Mantissas.Low + i / steps;
                long q = low + i % steps;
                if (at <= last.Mantissas.High && !factors.Reaches(m, Int128.Max(at, last.Mantissas.Low), q))
                    return false;
                if (at > last.Mantissas.Low && factors.Reaches(m, Int128.Min(at - 1, last.Mantissas.High), q))
                    return false;
            }
            return true;
        }
    }

    private static Int128 Largest(Interval mantissas) => Int128.Max(-mantissas.Low, mantissas.High);

    private static int Bits(Interval mantissas) => 128 - (int)Int128.LeadingZeroCount(Largest(mantissas));

    /// <summary>One product of the sum.</summary>
    /// <param name="Factor">The constant.</param>
    /// <param name="Mantissas">What mantissas the operand has.</param>
    /// <param name="Fraction">Its fraction bits.</param>
    public readonly record struct Term(double Factor, Interval Mantissas, int Fraction);

    // The factors as integers over one power of two: f = F * 2^-shift.
    private readonly record struct Pair(Dyadic First, Dyadic Last, int FirstFraction, int LastFraction)
    {
        private int Shift => First.Mantissa == 0 ? LastShift : Math.Max(First.Fraction + FirstFraction, LastShift);

        private int LastShift => Last.Fraction + LastFraction;

        private Int128 A => First.Mantissa == 0 ? 0 : (Int128)First.Mantissa << (Shift - First.Fraction - FirstFraction);

        private Int128 B => (Int128)Last.Mantissa << (Shift - LastShift);

        public bool IsWithin(int shift, int alignment) =>
            Shift >= -MostLeft
            && Shift <= shift
            && Shift - LastShift <= alignment
            && (First.Mantissa == 0 || Shift - First.Fraction - FirstFraction <= alignment);

        public Pair Rounded(double first, double last, int bits, bool onGrid)
        {
            var factor = Dyadic.Significant(last, bits);
            return this with
            {
                First = onGrid
                    ? (Dyadic.Nearest(first, factor.Fraction + LastFraction - FirstFraction) ?? First).Normalized()
                    : Dyadic.Significant(first, bits),
                Last = factor,
            };
        }

        // Whether the sum rounds to q or above: on the tie itself the even one of two integers is taken.
        public bool Reaches(Int128 first, Int128 last, long q)
        {
            Int128 sum = 2 * (A * first + B * last),
                step = 2 * (Int128)q - 1;
            if (Shift >= 0)
                step <<= Shift;
            else
                sum <<= -Shift;
            return (q & 1) == 0 ? sum >= step : sum > step;
        }

        // The least last mantissa that reaches q.
        public Int128 Place(Int128 first, long q)
        {
            Int128 step = 2 * (Int128)q - 1,
                offset = 2 * A * first,
                twice = 2 * B;
            if (Shift >= 0)
                step <<= Shift;
            else
                (offset, twice) = (offset << -Shift, twice << -Shift);
            var (quotient, rest) = Int128.DivRem(step - offset, twice);
            if (rest < 0)
                (quotient, rest) = (quotient - 1, rest + twice);
            return rest > 0 || (q & 1) != 0 ? quotient + 1 : quotient;
        }
    }
}
