using System.Numerics;
using System.Runtime.Intrinsics;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Emulation.Execution;

/// <summary>Quantises real inputs to the input formats, exactly.</summary>
internal sealed class RealInputs
{
    private static readonly int Lanes = Vector512<double>.Count;

    private readonly FixedFormat[] formats;
    private readonly Rounding[] roundings;
    private readonly Overflow[] overflows;
    private readonly MissingValue[] missing;

    // As real numbers, element by element: the ends, what a turn is, the mantissa kept for a missing value (NaN where none is) and the one
    // next to it.
    private readonly double[] scales,
        least,
        greatest,
        spans,
        kept,
        besideKept;

    /// <summary>
    /// Whether vectors may do it from an element on: mantissas that are exact as real numbers, with one rounding and overflow.
    /// </summary>
    private readonly bool[] alike;

    /// <param name="inputs">The inputs in model order.</param>
    public RealInputs(InputNode[] inputs)
    {
        formats = PerElement(inputs, (node, i) => node.Type[i].Format);
        roundings = PerElement(inputs, (node, _) => node.Rounding);
        overflows = PerElement(inputs, (node, _) => node.Overflow);
        missing = PerElement(inputs, (node, i) => node.MissingAt(i));
        scales = [.. formats.Select(f => Math.ScaleB(1, f.Fraction))];
        least = [.. formats.Select((f, i) => (double)(overflows[i] == Overflow.SatSym && f.Signed ? -f.MaxMantissa : f.MinMantissa))];
        greatest = [.. formats.Select(f => (double)f.MaxMantissa)];
        spans = [.. formats.Select(f => Math.ScaleB(1, f.Width))];
        kept = [.. formats.Select((f, i) => (double?)missing[i].Mantissa(f) ?? double.NaN)];
        besideKept = [.. formats.Select((f, i) => (double?)missing[i].Neighbour(f) ?? double.NaN)];
        alike = [.. formats.Select((_, i) => AreAlike(i))];
    }

    private static T[] PerElement<T>(InputNode[] inputs, Func<InputNode, int, T> of) =>
        [.. inputs.SelectMany(node => Enumerable.Range(0, node.Type.Count).Select(i => of(node, i)))];

    private bool AreAlike(int first) =>
        Vector512.IsHardwareAccelerated
        && first + Lanes <= formats.Length
        && Enumerable
            .Range(first, Lanes)
            .All(k => formats[k].Width <= 52 && roundings[k] == roundings[first] && overflows[k] == overflows[first]);

    /// <summary>Quantises whole events; counts values that the overflow mode changed.</summary>
    /// <exception cref="FastAIException">A value is not a number, and none can be missing there.</exception>
    public long Quantize(ReadOnlySpan<double> values, Span<long> mantissas, long firstEvent)
    {
        long limited = 0;
        int count = formats.Length;
        for (int first = 0; first < values.Length; first += count)
        {
            for (int element = 0, length; element < count; element += length)
            {
                length = alike[element] ? Lanes : 1;
                var from = values.Slice(first + element, length);
                var to = mantissas[(first + element)..];
                if (length == 1 || !Vector(from, element, to, ref limited))
                    limited += Each(from, to, firstEvent + first / count, element);
            }
        }
        return limited;
    }

    /// <summary>
    /// The floor and perhaps one: the product with a power of two and the rest are exact, save for those next to zero, which are left to
    /// others, and for those so large that they saturate; wrapped ones too are. False, with nothing done,
    /// where one is not a number or left to others.
    /// </summary>
    private bool Vector(ReadOnlySpan<double> values, int element, Span<long> mantissas, ref long limited)
    {
        var value = Vector512.Create(values);
        var scaled = value * Vector512.LoadUnsafe(ref scales[element]);
        var size = Vector512.Abs(scaled);
        var overflow = overflows[element];
        var most = Vector512.Create(overflow == Overflow.Wrap ? 1L << 52 : double.PositiveInfinity);
        if (!Vector512.LessThanOrEqualAll(size, most))
            return false;
        if (
            Vector512.LessThanOrEqualAny(size, Vector512.Create(1e-100))
            && !Vector512.EqualsAll(
                Vector512.LessThanOrEqual(size, Vector512.Create(1e-100)),
                Vector512.Equals(value, Vector512<double>.Zero)
            )
        )
            return false;
        var floor = Vector512.Floor(scaled);
        // Of an infinite value the rest is not a number, and greater than nothing.
        var rounded = floor + (Vector512<double>.One & RoundedUp(scaled, floor, roundings[element]));
        Vector512<double> low = Vector512.LoadUnsafe(ref least[element]),
            high = Vector512.LoadUnsafe(ref greatest[element]),
            span = Vector512.LoadUnsafe(ref spans[element]);
        var inside = overflow switch
        {
            Overflow.Wrap => rounded - span * Vector512.Floor((rounded - low) / span),
            Overflow.SatZero => rounded & Vector512.LessThanOrEqual(low, rounded) & Vector512.LessThanOrEqual(rounded, high),
            _ => Vector512.Min(Vector512.Max(rounded, low), high),
        };
        inside = Vector512.ConditionalSelect(
            Vector512.Equals(inside, Vector512.LoadUnsafe(ref kept[element])),
            Vector512.LoadUnsafe(ref besideKept[element]),
            inside
        );
        limited += BitOperations.PopCount(Vector512.ExtractMostSignificantBits(Vector512.Equals(inside, rounded)) ^ 0xFF);
        Vector512.ConvertToInt64(inside).CopyTo(mantissas);
        return true;
    }

    private static Vector512<double> RoundedUp(Vector512<double> scaled, Vector512<double> floor, Rounding rounding)
    {
        var (rest, half, zero) = (scaled - floor, Vector512.Create(0.5), Vector512<double>.Zero);
        var (above, tie) = (Vector512.GreaterThan(rest, half), Vector512.Equals(rest, half));
        return rounding switch
        {
            Rounding.Trn => zero,
            Rounding.TrnZero => Vector512.LessThan(scaled, zero) & Vector512.GreaterThan(rest, zero),
            Rounding.Rnd => above | tie,
            Rounding.RndMinInf => above,
            Rounding.RndZero => above | (tie & Vector512.LessThan(scaled, zero)),
            Rounding.RndInf => above | (tie & Vector512.GreaterThan(scaled, zero)),
            Rounding.RndConv => above | (tie & ~Vector512.Equals(Vector512.Floor(floor * half), floor * half)),
            _ => throw new InvalidOperationException($"unknown rounding {rounding}"),
        };
    }

    private long Each(ReadOnlySpan<double> values, Span<long> mantissas, long firstEvent, int firstElement = 0)
    {
        long limited = 0;
        for (int i = 0, element = firstElement; i < values.Length; i++, element = element + 1 == formats.Length ? 0 : element + 1)
        {
            // In this range the product is exact and its floor and remainder are too.
            double scaled = values[i] * scales[element],
                size = Math.Abs(scaled);
            var (rounding, overflow) = (roundings[element], overflows[element]);
            if (size is > 1e-100 and < (1L << 52))
            {
                long rounded = Round(scaled, rounding);
                mantissas[i] = Present(Quantizer.Limit(rounded, formats[element], overflow), element);
                if (rounded != mantissas[i])
                    limited++;
                continue;
            }
            if (values[i] == 0)
            {
                mantissas[i] = Present(0, element);
                if (mantissas[i] != 0)
                    limited++;
                continue;
            }
            if (double.IsNaN(values[i]) && missing[element].Mantissa(formats[element]) is { } absent)
            {
                mantissas[i] = absent;
                continue;
            }
            if (double.IsNaN(values[i]) || (double.IsInfinity(values[i]) && overflow == Overflow.Wrap))
                throw FastAIException.BadInput(
                    $"event {firstEvent + i / formats.Length}, input element {element}: {values[i]} cannot be quantised"
                        + (double.IsNaN(values[i]) ? NoneMissing : "")
                );
            mantissas[i] = Quantizer.Quantize(values[i], formats[element], rounding, overflow, missing[element]);
            // Tiny values round to the neighbours of zero; one of them may be outside. Large ones are integers of the format already.
            if (size >= (1L << 52) ? scaled != mantissas[i] : Quantizer.Round(scaled < 0 ? -1 : 1, 100, rounding) != mantissas[i])
                limited++;
        }
        return limited;
    }

    private const string NoneMissing = "; a value that can be missing needs 'missing: least' (or greatest) beside the input's format";

    /// <summary>The mantissa of a number that came to this one.</summary>
    private long Present(long mantissa, int element) =>
        mantissa == missing[element].Mantissa(formats[element]) ? missing[element].Neighbour(formats[element])!.Value : mantissa;

    private static long Round(double scaled, Rounding rounding)
    {
        double floor = Math.Floor(scaled),
            rest = scaled - floor;
        long below = (long)floor;
        if (rest == 0)
            return below;
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
