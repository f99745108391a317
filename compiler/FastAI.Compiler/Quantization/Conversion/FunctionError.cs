using System.Collections.Immutable;
using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Bounds |table(address(x')) - f(x)| for an argument x' known up to an error: for each entry over all x that can come to read it.
/// The end entries serve everything beyond them, so clipping the argument is part of the bound and no condition.
/// </summary>
/// <param name="function">f.</param>
/// <param name="real">What x itself can be.</param>
internal sealed class FunctionError(GraphFunction function, RealRange real)
{
    // Evaluations of the function beyond which elements of one table share the worst of their bounds.
    private const long MostEvaluations = 1 << 23;

    /// <summary>The bound for each element.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="tableOf">Which serves which element.</param>
    /// <param name="address">Type of the address.</param>
    /// <param name="argument">Type of the argument before it was rounded to an address.</param>
    /// <param name="error">For each element the bound of |x' - x|.</param>
    public double[] Of(ImmutableArray<LookupTable> tables, int[] tableOf, TensorType address, TensorType argument, double[] error)
    {
        var keys = new HashSet<(int, ElementType, ElementType, double)>();
        long evaluations = 0;
        for (int i = 0; i < error.Length; i++)
            if (keys.Add((tableOf[i], address[i], argument[i], error[i])))
                evaluations += (long)(address[i].Range.High - address[i].Range.Low) + 1;
        bool shared = evaluations > MostEvaluations;
        var worst = new double[tables.Length];
        if (shared)
            for (int i = 0; i < error.Length; i++)
                worst[tableOf[i]] = Math.Max(worst[tableOf[i]], error[i]);
        var found = new Dictionary<(int, ElementType, ElementType, double), double>();
        var result = new double[error.Length];
        for (int i = 0; i < result.Length; i++)
        {
            double known = shared ? worst[tableOf[i]] : error[i];
            var (at, of) = shared ? Widest(tables[tableOf[i]], address[i], argument[i]) : (address[i], argument[i]);
            if (!found.TryGetValue((tableOf[i], at, of, known), out result[i]))
                found[(tableOf[i], at, of, known)] = result[i] = Of(tables[tableOf[i]], at, of, known);
        }
        return result;
    }

    // Every entry of the table, read by any argument of the format: holds for all elements that the table serves.
    private static (ElementType Address, ElementType Argument) Widest(LookupTable table, ElementType address, ElementType argument) =>
        (
            ElementType.Exact(new Interval(table.First, table.First + table.Entries.Length - 1), address.Fraction),
            ElementType.Full(argument.Format)
        );

    private double Of(LookupTable table, ElementType address, ElementType argument, double error)
    {
        if (double.IsInfinity(error))
            error = double.MaxValue / 4;
        double half = argument.Fraction > address.Fraction ? Math.ScaleB(0.5, -address.Fraction) : 0;
        double least = Math.ScaleB((double)argument.Range.Low, -argument.Fraction),
            greatest = Math.ScaleB((double)argument.Range.High, -argument.Fraction);
        double worst = 0;
        for (long m = (long)address.Range.Low; m <= (long)address.Range.High; m++)
        {
            double x = Quantizer.ToReal(m, address.Fraction);
            double low = x - half,
                high = x + half;
            if (m == address.Range.Low)
                low = Math.Min(low, least);
            if (m == address.Range.High)
                high = Math.Max(high, greatest);
            double value = Quantizer.ToReal(table[m], table.Format.Fraction);
            (low, high) = (Math.Max(low, least), Math.Min(high, greatest));
            if (low > high)
                continue; // an entry for other elements of the tensor: this one never reads it
            (low, high) = (Math.Max(low - error, real.Low), Math.Min(high + error, real.High));
            if (low > high)
                continue; // no x is so near
            worst = Math.Max(worst, FunctionBounds.Deviation(function, low, high, value));
            if (double.IsInfinity(worst))
                break;
        }
        return worst;
    }
}
