using System.Numerics;
using System.Runtime.Intrinsics;
using FastAI.Model;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Execution;

/// <summary>Quantises real inputs to the input formats, exactly.</summary>
internal sealed class RealInputs(FixedFormat[] formats, Rounding[] roundings, Overflow[] overflows)
{
    private static readonly int Lanes = Vector512<double>.Count;

    private readonly double[] scales = [.. formats.Select(f => Math.ScaleB(1, f.Fraction))];
    private readonly double[] least = [.. formats.Select(f => (double)f.MinMantissa)];
    private readonly double[] greatest = [.. formats.Select(f => (double)f.MaxMantissa)];

    /// <summary>Whether vectors may do it: half up with saturation, to mantissas that are exact as real numbers.</summary>
    private readonly bool plain = Vector512.IsHardwareAccelerated && formats.All(f => f.Width <= 52)
        && Array.TrueForAll(roundings, r => r == Rounding.Rnd) && Array.TrueForAll(overflows, o => o == Overflow.Sat);

    /// <summary>Quantises whole events; counts values that the overflow mode changed.</summary>
    /// <exception cref="FastAIException">A value is not a number.</exception>
    public long Quantize(ReadOnlySpan<double> values, Span<long> mantissas, long firstEvent)
    {
        if (!plain) return Each(values, mantissas, firstEvent);
        long limited = 0;
        int count = formats.Length;
        for (int first = 0; first < values.Length; first += count)
        {
            int element = 0;
            for (; element + Lanes <= count; element += Lanes)
                if (!Vector(values.Slice(first + element, Lanes), element, mantissas[(first + element)..], ref limited)) break;
            limited += Each(values.Slice(first + element, count - element), mantissas[(first + element)..], firstEvent + first / count, element);
        }
        return limited;
    }

    /// <summary>
    /// Floor, plus one from half a step on: the product with a power of two and the rest are exact, save for values next to zero, which become zero either way, and for those so large
    /// that they saturate. False, with nothing done, where one is not a number.
    /// </summary>
    private bool Vector(ReadOnlySpan<double> values, int element, Span<long> mantissas, ref long limited)
    {
        var scaled = Vector512.Create(values) * Vector512.LoadUnsafe(ref scales[element]);
        if (!Vector512.EqualsAll(scaled, scaled)) return false;
        var floor = Vector512.Floor(scaled);
        var rounded = floor + Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(scaled - floor, Vector512.Create(0.5)), Vector512<double>.One, Vector512<double>.Zero);
        var inside = Vector512.Min(Vector512.Max(rounded, Vector512.LoadUnsafe(ref least[element])), Vector512.LoadUnsafe(ref greatest[element]));
        limited += BitOperations.PopCount(Vector512.ExtractMostSignificantBits(Vector512.Equals(inside, rounded)) ^ 0xFF);
        Vector512.ConvertToInt64(inside).CopyTo(mantissas);
        return true;
    }

    private long Each(ReadOnlySpan<double> values, Span<long> mantissas, long firstEvent, int firstElement = 0)
    {
        long limited = 0;
        for (int i = 0, element = firstElement; i < values.Length; i++, element = element + 1 == formats.Length ? 0 : element + 1)
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
