using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Smooth functions: the argument is brought to a table's address where it is wider, and every entry is the function's value in double
/// precision, rounded once to the result's format. An argument beyond the table takes its last entry (the address saturates).
/// </summary>
internal static class FunctionConversion
{
    public static Converted Convert(ConversionContext conversion, GraphFunction node, int index)
    {
        var x = conversion[node.Input];
        var type = conversion.TypeOf(x);
        bool widest = !Fits(type, LookupTable.MaxEntries);
        bool direct = Fits(type, 1 << conversion.Options.TableBits) || (conversion.Plan.IsNamed(node.Input) && !widest);
        var address = x.Node;
        if (!direct)
        {
            var format = TableAddress.Choose(node, type, conversion.Plan.Seen(node.Input), conversion.Options.TableBits);
            address = conversion.Builder.Quantize(
                ConversionContext.Step(node, "address"),
                x.Node,
                PerElement<FixedFormat>.Uniform(format, type.Count),
                Rounding.Rnd,
                Overflow.Sat
            );
            if (conversion.Plan.IsNamed(node.Input))
                conversion.Warnings.Add($"the argument of {node.Origin} is wider than any table: it is rounded to {format} to address one");
        }
        var at = conversion.Builder.TypeOf(address);
        var (low, high) = Values(node, at);
        var precision = conversion.Plan.Function(index, low, high);
        conversion.Reasons[index] = precision.Reason;
        return Tabulate(conversion, node, x, type, address, at, precision);
    }

    private static Converted Tabulate(
        ConversionContext conversion,
        GraphFunction node,
        Converted x,
        TensorType type,
        int address,
        TensorType at,
        TensorPrecision precision
    )
    {
        var filler = new TableFiller(node, precision.Rounding, precision.Overflow);
        var (tables, tableOf) = filler.Fill(at, precision.Formats!);
        int result = conversion.Builder.Table(ConversionContext.Step(node, "exact"), address, tables, PerElement<int>.Create(tableOf));
        double[] error = new FunctionError(node, conversion.Real[node.Input]).Of(tables, tableOf, at, type, x.Error);
        if (filler.Undefined > 0)
            conversion.Warnings.Add(
                $"{node.Origin} (tensor '{node.Name}') has no finite value for {filler.Undefined} of {filler.Entries} table entries; there it takes the end of its format, or that of the nearest argument with a value"
            );
        if (filler.Saturated > 0)
            conversion.Warnings.Add(
                $"{filler.Saturated} of {filler.Entries} table entries of {node.Origin} (tensor '{node.Name}') are limited by its format {precision.Formats![0]}"
            );
        return new(result, error, x.Conditions);
    }

    private static bool Fits(TensorType type, long entries)
    {
        foreach (var element in type.Elements.Stored)
            if (element.Range.High - element.Range.Low >= entries)
                return false;
        return true;
    }

    // The finite values of the function over all addresses.
    private static (double Low, double High) Values(GraphFunction node, TensorType at)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (var elements in at.Elements.Stored.GroupBy(e => e.Fraction))
        {
            var range = elements.Select(e => e.Range).Aggregate((a, b) => a.Union(b));
            // A range that no table could hold is sampled: the values only place the format.
            long stride = (long)((range.High - range.Low) / LookupTable.MaxEntries) + 1;
            for (long m = (long)range.Low; m <= (long)range.High; m += stride)
            {
                double value = FunctionMath.Evaluate(node.Kind, node.A, node.B, Quantizer.ToReal(m, elements.Key));
                if (!double.IsFinite(value))
                    continue;
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }
        if (low > high)
            throw ConversionContext.Refuse(node, "the function has no value anywhere in the range of its argument");
        // Formats are sought for magnitudes that a double's neighbourhood can hold.
        const double limit = 1e60;
        return (Math.Max(low, -limit), Math.Min(high, limit));
    }
}
