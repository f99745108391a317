using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>Computes the entries of a function's tables and counts those that are not simply its rounded value.</summary>
internal sealed class TableFiller(GraphFunction function, Rounding rounding, Overflow overflow)
{
    /// <summary>Entries of all tables of one function together.</summary>
    public const int MostEntries = 1 << 23;

    public int Entries { get; private set; }

    /// <summary>Entries where the function is infinite or undefined.</summary>
    public int Undefined { get; private set; }

    /// <summary>Entries whose finite value lies outside the format.</summary>
    public int Saturated { get; private set; }

    /// <summary>
    /// The tables for a tensor: elements of one address fraction and one result format share a table over the union of their intervals.
    /// </summary>
    /// <exception cref="FastAIException">The tables would hold too much.</exception>
    public (ImmutableArray<LookupTable> Tables, int[] TableOf) Fill(TensorType address, PerElement<FixedFormat> formats)
    {
        var ranges = new Dictionary<(int Fraction, FixedFormat Format), Interval>();
        for (int i = 0; i < address.Count; i++)
        {
            var key = (address[i].Fraction, formats[i]);
            ranges[key] = ranges.TryGetValue(key, out var range) ? range.Union(address[i].Range) : address[i].Range;
        }
        var tables = ImmutableArray.CreateBuilder<LookupTable>();
        var found = new Dictionary<(int, FixedFormat, Interval), int>();
        var tableOf = new int[address.Count];
        for (int i = 0; i < tableOf.Length; i++)
        {
            var range = ranges[(address[i].Fraction, formats[i])];
            // Intervals far apart are not worth one table.
            if (range.High - range.Low >= LookupTable.MaxEntries)
                range = address[i].Range;
            if (!found.TryGetValue((address[i].Fraction, formats[i], range), out tableOf[i]))
            {
                found[(address[i].Fraction, formats[i], range)] = tableOf[i] = tables.Count;
                tables.Add(Fill(range, address[i].Fraction, formats[i]));
            }
        }
        return (tables.ToImmutable(), tableOf);
    }

    // One entry for each mantissa of the interval.
    private LookupTable Fill(Interval range, int fraction, FixedFormat format)
    {
        long first = (long)range.Low;
        var entries = new long[checked((int)(range.High - range.Low) + 1)];
        Entries += entries.Length;
        if (Entries > MostEntries)
            throw ConversionContext.Refuse(
                function,
                $"its tables would hold more than {MostEntries} entries: give its argument one format of fewer bits"
            );
        for (int i = 0; i < entries.Length; i++)
        {
            double x = Quantizer.ToReal(first + i, fraction);
            double value = FunctionMath.Evaluate(function.Kind, function.A, function.B, x);
            if (!double.IsFinite(value))
            {
                Undefined++;
                entries[i] = Quantizer.Quantize(Limit(x, value), format, rounding, Overflow.Sat);
                continue;
            }
            entries[i] = Quantizer.Quantize(value, format, rounding, overflow);
            if (Math.Abs(Quantizer.ToReal(entries[i], format.Fraction) - value) > format.Step)
                Saturated++;
        }
        return new LookupTable(first, [.. entries], format);
    }

    // Where there is no value at all, the function's limit at the border of its domain that is nearest, or 0.
    private double Limit(double x, double value)
    {
        if (!double.IsNaN(value))
            return value;
        double border = function.Kind switch
        {
            FunctionKind.Asin or FunctionKind.Acos or FunctionKind.Atanh => Math.Clamp(x, -1, 1),
            FunctionKind.Acosh => 1,
            _ => 0,
        };
        double limit = FunctionMath.Evaluate(function.Kind, function.A, function.B, border);
        return double.IsNaN(limit) ? 0 : limit;
    }
}
