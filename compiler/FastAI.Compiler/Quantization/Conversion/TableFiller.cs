using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>Computes the entries of a function's tables and counts those that are not simply its rounded value.</summary>
internal sealed class TableFiller(GraphFunction function, Rounding rounding, Overflow overflow)
{
    public int Entries { get; private set; }

    /// <summary>Entries where the function is infinite or undefined.</summary>
    public int Undefined { get; private set; }

    /// <summary>Entries whose finite value lies outside the format.</summary>
    public int Saturated { get; private set; }

    /// <summary>One entry for each mantissa of the address's interval.</summary>
    public LookupTable Fill(ElementType address, FixedFormat format)
    {
        long first = (long)address.Range.Low;
        var entries = new long[checked((int)(address.Range.High - address.Range.Low) + 1)];
        for (int i = 0; i < entries.Length; i++)
        {
            double x = Quantizer.ToReal(first + i, address.Fraction);
            double value = FunctionMath.Evaluate(function.Kind, function.A, function.B, x);
            if (!double.IsFinite(value))
            {
                Undefined++;
                entries[i] = Quantizer.Quantize(Limit(value), format, rounding, Overflow.Sat);
                continue;
            }
            entries[i] = Quantizer.Quantize(value, format, rounding, overflow);
            if (Math.Abs(Quantizer.ToReal(entries[i], format.Fraction) - value) > format.Step) Saturated++;
        }
        Entries += entries.Length;
        return new LookupTable(first, [.. entries], format);
    }

    // Where there is no value at all, the function's limit at the border of its domain, which is 0 for all of them.
    private double Limit(double value) =>
        double.IsNaN(value) ? FunctionMath.Evaluate(function.Kind, function.A, function.B, 0) is var limit && !double.IsNaN(limit) ? limit : 0 : value;
}
