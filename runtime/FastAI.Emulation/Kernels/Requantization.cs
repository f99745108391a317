using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Kernels;

/// <summary>
/// Relu, rounding, overflow and relu of one element in lanes of 32 or 64 bits. <see cref="Create"/> states when that is exact:
/// operand and result fit the lane, and the chosen instructions cannot overflow over the operand's proved interval.
/// </summary>
internal readonly record struct Requantization
{
    public RoundingForm Rounding { get; private init; }

    public LimitForm Limit { get; private init; }

    /// <summary>The operand is first raised to zero.</summary>
    public bool Relu { get; private init; }

    public int Shift { get; private init; }

    /// <summary>HalfUp: half a step. Threshold: t in <c>rest > t - (sign &amp; SignStep) - (floor &amp; OddStep)</c>.</summary>
    public long Threshold { get; private init; }

    public long SignStep { get; private init; }

    public long OddStep { get; private init; }

    /// <summary>Clamp and Zero: least value. WrapUnsigned: unused.</summary>
    public long Low { get; private init; }

    /// <summary>Clamp and Zero: greatest value. WrapUnsigned: the mask.</summary>
    public long High { get; private init; }

    /// <summary>ShiftLeft: operands below become <see cref="Low"/> (or zero).</summary>
    public long OperandLow { get; private init; }

    /// <summary>ShiftLeft: operands above become <see cref="High"/> (or zero).</summary>
    public long OperandHigh { get; private init; }

    /// <summary>WrapSigned: lane bits less format bits.</summary>
    public int WrapShift { get; private init; }

    /// <summary>Whether nothing is done.</summary>
    public bool IsIdentity => Rounding == RoundingForm.None && Limit == LimitForm.None && !Relu;

    /// <summary>What is left to do once <see cref="Half"/> has been added to the operand: half-up rounding becomes floor.</summary>
    public Requantization WithHalfAdded() => Rounding == RoundingForm.HalfUp && !Relu ? this with { Rounding = RoundingForm.Floor } : this;

    /// <summary>What may be added to the operand beforehand, for instance to a bias.</summary>
    public long Half => Rounding == RoundingForm.HalfUp && !Relu ? Threshold : 0;

    /// <summary>What is left to do once a left shift has been done, without overflow.</summary>
    public Requantization WithZerosAppended() => this with { Rounding = RoundingForm.None, Shift = 0 };

    /// <summary>Only a ReLU, or nothing.</summary>
    public static Requantization ReluOnly(bool relu, int bits) =>
        relu
            ? new Requantization
            {
                Limit = LimitForm.Clamp,
                Low = 0,
                High = bits == 32 ? int.MaxValue : long.MaxValue,
            }
            : default;

    /// <param name="from">Type of the operand before any ReLU.</param>
    /// <param name="fraction">Fraction bits of the operand as the Quantize sees it.</param>
    /// <param name="to">Target format.</param>
    /// <param name="mode">Rounding mode.</param>
    /// <param name="overflow">Overflow mode.</param>
    /// <param name="reluBefore">The operand of the rounding is max(x, 0).</param>
    /// <param name="reluAfter">The result is raised to zero.</param>
    /// <param name="bits">Lane width, 32 or 64.</param>
    /// <returns>Null when lanes of that width cannot do it exactly.</returns>
    public static Requantization? Create(
        Interval from,
        int fraction,
        FixedFormat to,
        Rounding mode,
        Overflow overflow,
        bool reluBefore,
        bool reluAfter,
        int bits
    )
    {
        long least = bits == 32 ? int.MinValue : long.MinValue,
            greatest = bits == 32 ? int.MaxValue : long.MaxValue;
        var word = new Interval(least, greatest);
        var operand = reluBefore ? Interval.Max(from, Interval.Zero) : from;
        if (!word.Contains(from) || !word.Contains(Quantizer.Image(operand, fraction, to, mode, overflow)))
            return null;
        int drop = fraction - to.Fraction;
        if (bits == 32 && Math.Abs(drop) > 31)
            return null;

        var q = Round(drop, mode, from, bits);
        long min = overflow == Overflow.SatSym && to.Signed ? -to.MaxMantissa : to.MinMantissa,
            max = to.MaxMantissa;
        // Appending 64 zeros or more leaves nothing in the low bits and everything but zero outside; the sign decides.
        bool gone = drop <= -64;
        var low = gone ? (operand.Low < 0 ? (Int128)min - 1 : 0) : Quantizer.Round(operand.Low, drop, mode);
        var high = gone ? (operand.High > 0 ? (Int128)max + 1 : 0) : Quantizer.Round(operand.High, drop, mode);
        bool inside = low >= min && high <= max;
        q = q with { Low = Math.Max(min, least), High = Math.Min(max, greatest) };
        if (inside)
        {
            q = q with { Limit = LimitForm.None };
        }
        else if (overflow == Overflow.Wrap)
        {
            if (to.Width >= bits)
                return null;
            if (gone)
                return new Requantization { Limit = LimitForm.Clamp };
            q = to.Signed
                ? q with
                {
                    Limit = LimitForm.WrapSigned,
                    WrapShift = bits - to.Width,
                }
                : q with
                {
                    Limit = LimitForm.WrapUnsigned,
                    High = to.MaxMantissa,
                };
        }
        else
        {
            q = q with { Limit = overflow == Overflow.SatZero ? LimitForm.Zero : LimitForm.Clamp };
        }
        return q.WithRelu(reluBefore, reluAfter, bits)?.WithOperandLimits(drop);
    }

    /// <summary>A ReLU before or after a clamp is a clamp: rounding is monotone and keeps zero.</summary>
    private Requantization? WithRelu(bool before, bool after, int bits)
    {
        if (!before && !after)
            return this;
        if (Limit == LimitForm.None)
            return this with { Limit = LimitForm.Clamp, Low = 0, High = bits == 32 ? int.MaxValue : long.MaxValue };
        if (Limit == LimitForm.Clamp)
            return this with { Low = Math.Max(Low, 0) };
        return after ? null : this with { Relu = true };
    }

    private Requantization WithOperandLimits(int drop)
    {
        if (Rounding != RoundingForm.ShiftLeft)
            return this;
        if (drop <= -64)
            return this with { Shift = 0, OperandLow = 0, OperandHigh = 0 };
        return this with { OperandLow = -(long)(-(Int128)Low >> Shift), OperandHigh = High >> Shift };
    }

    private static Requantization Round(int drop, Rounding mode, Interval from, int bits)
    {
        if (drop == 0)
            return default;
        if (drop < 0)
            return new Requantization { Rounding = RoundingForm.ShiftLeft, Shift = Math.Min(-drop, bits - 1) };
        if (drop >= bits)
        {
            // A mantissa of at most 63 bits is below half of such a step: only the floor of a negative one is not zero.
            return mode == Model.FixedPoint.Rounding.Trn
                ? new Requantization { Rounding = RoundingForm.Floor, Shift = bits - 1 }
                : new Requantization
                {
                    Rounding = RoundingForm.Threshold,
                    Shift = bits - 1,
                    Threshold = long.MaxValue,
                    SignStep = long.MaxValue,
                };
        }
        long half = 1L << (drop - 1),
            mask = (half - 1) + half;
        long greatest = bits == 32 ? int.MaxValue : long.MaxValue;
        var threshold = new Requantization { Rounding = RoundingForm.Threshold, Shift = drop };
        return mode switch
        {
            Model.FixedPoint.Rounding.Trn => new Requantization { Rounding = RoundingForm.Floor, Shift = drop },
            Model.FixedPoint.Rounding.Rnd when from.High + half <= greatest => new Requantization
            {
                Rounding = RoundingForm.HalfUp,
                Shift = drop,
                Threshold = half,
            },
            Model.FixedPoint.Rounding.Rnd => threshold with { Threshold = half - 1 },
            Model.FixedPoint.Rounding.RndZero => threshold with { Threshold = half, SignStep = 1 },
            Model.FixedPoint.Rounding.RndInf => threshold with { Threshold = half - 1, SignStep = -1 },
            Model.FixedPoint.Rounding.RndMinInf => threshold with { Threshold = half },
            Model.FixedPoint.Rounding.RndConv => threshold with { Threshold = half, OddStep = 1 },
            Model.FixedPoint.Rounding.TrnZero => threshold with { Threshold = mask, SignStep = mask },
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
    }
}
