using FastAI.Compiler.Netlist;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Lowering;

/// <summary>
/// <see cref="Quantizer"/> in primitive words. What the interval rules out is left out; a constant half is left to be added to a bias; a
/// choice with a constant (a ReLU, a clip) is quantised branch by branch, so that it and saturation become one choice by the sign and the
/// upper bits, of words that are narrow already.
/// </summary>
internal sealed class QuantizeWords(CircuitBuilder builder, FixedFormat format, Rounding rounding, Overflow overflow)
{
    /// <summary>Quantises a word.</summary>
    /// <param name="word">Mantissa with <paramref name="fraction"/> fraction bits.</param>
    /// <param name="fraction">Its fraction bits.</param>
    /// <param name="assumed">Where the word lies whenever the result matters; outside, any result inside the format will do.</param>
    public int Lower(int word, int fraction, Interval assumed)
    {
        if (assumed.Intersect(builder.RangeOf(word)) is not { } range)
            return builder.Constant(0);
        if (builder.ConstantOf(word) is { } constant)
            return builder.Constant(Quantize(constant, fraction));
        switch (builder.Words[word])
        {
            case ShiftLeftWord shift:
                return Lower(shift.Input, fraction - shift.Bits, new(-(-range.Low >> shift.Bits), range.High >> shift.Bits));
            case MuxWord mux when builder.ConstantOf(mux.WhenTrue) is { } t:
                return builder.Mux(mux.Condition, builder.Constant(Quantize(t, fraction)), Branch(mux, false, fraction, range));
            case MuxWord mux when builder.ConstantOf(mux.WhenFalse) is { } f:
                return builder.Mux(mux.Condition, Branch(mux, true, fraction, range), builder.Constant(Quantize(f, fraction)));
        }
        int drop = fraction - format.Fraction;
        var rounded = new Interval(Quantizer.Round(range.Low, drop, rounding), Quantizer.Round(range.High, drop, rounding));
        if (rounded.IsConstant)
            return builder.Constant(Quantizer.Limit(rounded.Low, format, overflow));
        if (drop <= 0)
            return Limit(word, range, -drop);
        return Limit(Round(word, drop, range), rounded, 0);
    }

    private int Branch(MuxWord mux, bool truth, int fraction, Interval assumed)
    {
        int word = truth ? mux.WhenTrue : mux.WhenFalse;
        Interval? under = ConditionRange.Under(builder.Words, mux.Condition, truth, word);
        return under is { } range && range.Intersect(assumed) is { } both ? Lower(word, fraction, both) : builder.Constant(0);
    }

    private long Quantize(long constant, int fraction) => Quantizer.Quantize(constant, fraction, format, rounding, overflow);

    /// <summary>Drops low bits. Modes differ only where the rest is not zero, and ties only where it is one half.</summary>
    private int Round(int word, int drop, Interval range)
    {
        Int128 half = Int128.One << (drop - 1);
        int zero = builder.Constant(0);
        int Nearest(Int128 added) => builder.ShiftRight(builder.AddConstant(word, (long)added), drop);
        int Floor() => builder.ShiftRight(word, drop);
        int Up(int bit) => builder.Add(Floor(), 0, bit, 0);
        int Nonzero(int bits) => bits == 0 ? zero : builder.Not(builder.Equal(builder.Wrap(word, bits, false), zero));
        int Negative() => builder.Less(word, zero);
        int OnTie(int bit) =>
            Up(builder.And(builder.Wrap(builder.ShiftRight(word, drop - 1), 1, false), builder.Or(Nonzero(drop - 1), bit)));
        bool positive = range.Low >= 0,
            negative = range.High <= 0;
        switch (rounding)
        {
            case Rounding.Trn:
            case Rounding.TrnZero when positive:
                return Floor();
            case Rounding.TrnZero:
                return Up(builder.And(negative ? builder.Constant(1) : Negative(), Nonzero(drop)));
            case Rounding.Rnd:
            case Rounding.RndInf when positive:
            case Rounding.RndZero when negative:
                return Nearest(half);
            case Rounding.RndMinInf:
            case Rounding.RndZero when positive:
            case Rounding.RndInf when negative:
                return Nearest(half - 1);
            case Rounding.RndZero:
                return OnTie(Negative());
            case Rounding.RndInf:
                return OnTie(builder.Not(Negative()));
            case Rounding.RndConv:
                return OnTie(builder.Wrap(Floor(), 1, false));
            default:
                throw new InvalidOperationException($"rounding {rounding}");
        }
    }

    /// <summary>Brings (word &lt;&lt; up) into the format; comparisons are made before the zeros are appended.</summary>
    private int Limit(int word, Interval range, int up)
    {
        if (overflow == Overflow.Wrap)
            return up >= format.Width ? builder.Constant(0) : builder.ShiftLeft(builder.Wrap(word, format.Width - up, format.Signed), up);
        long max = format.MaxMantissa,
            min = overflow == Overflow.SatSym && format.Signed ? -max : format.MinMantissa;
        Int128 high = up > 64 ? 0 : (Int128)max >> up,
            low = up > 64 ? 0 : -(-(Int128)min >> up);
        int above = builder.Constant(overflow == Overflow.SatZero ? 0 : max),
            below = builder.Constant(overflow == Overflow.SatZero ? 0 : min);
        if (range.Low > high)
            return above;
        if (range.High < low)
            return below;
        var kept = new Interval(Int128.Max(range.Low, low), Int128.Min(range.High, high));
        int inside = kept.IsConstant ? builder.Constant((long)kept.Low) : builder.Wrap(word, kept.Width, kept.Low < 0);
        int result = builder.ShiftLeft(inside, up);
        if (range.High > high)
            result = builder.Mux(builder.Less(builder.Constant((long)high), word), above, result);
        if (range.Low < low)
            result = builder.Mux(builder.Less(word, builder.Constant((long)low)), below, result);
        return result;
    }
}
