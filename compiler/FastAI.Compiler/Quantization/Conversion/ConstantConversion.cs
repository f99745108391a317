using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>Tensors that are the same for every event.</summary>
internal static class ConstantConversion
{
    public static Converted Convert(ConversionContext conversion, GraphConstant node, int index)
    {
        var values = new Dyadic[node.Values.Length];
        var fractions = new int[values.Length];
        var entry = conversion.Plan.Map.Named(index) ?? (conversion.Plan.Map.Everything is { Format.IsExact: true } exact ? exact : null);
        if (entry is not null)
        {
            var formats = entry.Format.IsExact ? null : conversion.Plan.Map.Formats(entry, node.Shape);
            int saturated = 0;
            for (int i = 0; i < values.Length; i++)
            {
                (values[i], fractions[i]) = NumberQuantization.Stated(node.Values[i], formats?[i], entry, out bool limited);
                if (limited)
                    saturated++;
            }
            if (saturated > 0)
                conversion.Warnings.Add(
                    $"{saturated} elements of constant '{node.Name}' do not fit their stated formats and take the nearest value that does"
                );
        }
        else
        {
            NumberQuantization.Group(node.Values.AsSpan(), conversion.Options.ConstantBits, node.Values.Max(Math.Abs), values);
            Array.Fill(fractions, values.Max(v => v.Mantissa == 0 ? NumberQuantization.NoFraction : v.Fraction));
        }
        return Emit(conversion, node, ConversionContext.Step(node, "exact"), values, fractions, [.. node.Values]);
    }

    /// <summary>One number for all elements.</summary>
    public static int Uniform(ConversionContext conversion, string name, Shape shape, Dyadic value)
    {
        var values = new long[shape.Count];
        Array.Fill(values, value.Mantissa);
        return conversion.Builder.Constant(name, shape, [.. values], PerElement<int>.Uniform(value.Fraction, shape.Count));
    }

    private static Converted Emit(
        ConversionContext conversion,
        GraphNode node,
        string name,
        Dyadic[] values,
        int[] fractions,
        double[] ideal
    )
    {
        var mantissas = new long[values.Length];
        var error = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (fractions[i] == NumberQuantization.NoFraction)
                fractions[i] = 0;
            mantissas[i] = values[i].At(fractions[i])
                ?? throw ConversionContext.Refuse(
                    node,
                    $"element {i}, {ideal[i]}, needs more than 62 bits: give '{node.Name}' a format in the precision file"
                );
            error[i] = Math.Abs(values[i].ToDouble() - ideal[i]);
        }
        return new(conversion.Builder.Constant(name, node.Shape, [.. mantissas], PerElement<int>.Create(fractions)), error, []);
    }
}
