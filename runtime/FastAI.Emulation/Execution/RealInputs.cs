using FastAI.Model;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Execution;

/// <summary>Quantises real inputs to the input formats, exactly.</summary>
internal sealed class RealInputs(FixedFormat[] formats, Rounding[] roundings, Overflow[] overflows)
{
    private readonly double[] scales = [.. formats.Select(f => Math.ScaleB(1, f.Fraction))];

    /// <summary>Quantises whole events; counts values that the overflow mode changed.</summary>
    /// <exception cref="FastAIException">A value is not a number.</exception>
    public long Quantize(ReadOnlySpan<double> values, Span<long> mantissas, long firstEvent)
    {
        long limited = 0;
        for (int i = 0, element = 0; i < values.Length; i++, element = element + 1 == formats.Length ? 0 : element + 1)
        {
            // In this range the product is exact and its floor and remainder are too.
            double scaled = values[i] * scales[element], size = Math.Abs(scaled);
            var (rounding, overflow) = (roundings[element], overflows[element]);
            if (size is > 1e-100 and < (1L << 52))
            {
                long rounded = Round(scaled, rounding);
                mantissas[i] = Quantizer.Limit(rounded, formats[element], overflow);
                if (rounded != mantissas[i]) limited++;
                continue;
            }
            if (values[i] == 0)
            {
                mantissas[i] = 0;
                continue;
            }
            if (double.IsNaN(values[i]) || (double.IsInfinity(values[i]) && overflow == Overflow.Wrap))
                throw FastAIException.BadInput($"event {firstEvent + i / formats.Length}, input element {element}: {values[i]} cannot be quantised");
            mantissas[i] = Quantizer.Quantize(values[i], formats[element], rounding, overflow);
            // Tiny values round to the neighbours of zero; one of them may be outside. Large ones are integers of the format already.
            if (size >= (1L << 52) ? scaled != mantissas[i] : Quantizer.Round(scaled < 0 ? -1 : 1, 100, rounding) != mantissas[i]) limited++;
        }
        return limited;
    }

    private static long Round(double scaled, Rounding rounding)
    {
        double floor = Math.Floor(scaled), rest = scaled - floor;
        long below = (long)floor;
        if (rest == 0) return below;
        bool up = rounding switch
        {
            Rounding.Trn => false,
            Rounding.TrnZero => scaled < 0,
            Rounding.Rnd => rest >= 0.5,
            Rounding.RndMinInf => rest > 0.5,
            Rounding.RndZero => rest > 0.5 || (rest == 0.5 && scaled < 0),
            Rounding.RndInf => rest > 0.5 || (rest == 0.5 && scaled > 0),
            Rounding.RndConv => rest > 0.5 || (rest == 0.5 && (below & 1) != 0),
            _ => throw new InvalidOperationException($"unknown rounding {rounding}"),
        };
        return up ? below + 1 : below;
    }
}
