using FastAI.Compiler.Graph;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>
/// Bounds |table(address(x')) - f(x)| for an argument x' known up to an error: for each entry over all x that can come to read it.
/// The end entries serve everything beyond them, so clipping the argument is part of the bound and no condition.
/// </summary>
internal sealed class FunctionError(GraphFunction function)
{
    /// <param name="table">The table.</param>
    /// <param name="address">Type of its address.</param>
    /// <param name="argument">Type of the argument before it was rounded to an address.</param>
    /// <param name="error">Bound of |x' - x|.</param>
    public double Of(LookupTable table, ElementType address, ElementType argument, double error)
    {
        if (double.IsInfinity(error)) error = double.MaxValue / 4;
        double half = argument.Fraction > address.Fraction ? Math.ScaleB(0.5, -address.Fraction) : 0;
        double least = Math.ScaleB((double)argument.Range.Low, -argument.Fraction), greatest = Math.ScaleB((double)argument.Range.High, -argument.Fraction);
        double worst = 0;
        for (long m = (long)address.Range.Low; m <= (long)address.Range.High; m++)
        {
            double x = Quantizer.ToReal(m, address.Fraction);
            double low = x - half, high = x + half;
            if (m == address.Range.Low) low = Math.Min(low, least);
            if (m == address.Range.High) high = Math.Max(high, greatest);
            double value = Quantizer.ToReal(table[m], table.Format.Fraction);
            worst = Math.Max(worst, FunctionBounds.Deviation(function, Math.Max(low, least) - error, Math.Min(high, greatest) + error, value));
            if (double.IsInfinity(worst)) break;
        }
        return worst;
    }
}
