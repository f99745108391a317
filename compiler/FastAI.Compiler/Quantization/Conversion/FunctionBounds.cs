using FastAI.Compiler.Graph;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>How far a smooth function goes from a value over an interval: it is monotone between its critical points, so
/// ends and critical points suffice.</summary>
internal static class FunctionBounds
{
    // Where the derivatives of x * gate(x) vanish, to double precision.
    private const double GeluMinimum = -0.7517915246935645;
    private const double GeluTanhMinimum = -0.7524614220710163;
    private const double MishMinimum = -1.1924312145154954;
    private const double HardSwishMinimum = -1.5;

    /// <summary>
    /// The greatest |f(x) - value| for x in [low, high], over the part where f is defined; infinite where f has a pole there.
    /// </summary>
    public static double Deviation(GraphFunction f, double low, double high, double value)
    {
        if (!Domain(f, ref low, ref high, out bool pole))
            return 0;
        if (pole)
            return double.PositiveInfinity;
        double worst = Math.Max(At(f, low, value), At(f, high, value));
        foreach (double point in CriticalPoints(f, low, high))
            worst = Math.Max(worst, At(f, point, value));
        // Functions are computed to a few units in the last place of a double.
        return worst + 1e-14 * (Math.Abs(value) + worst);
    }

    /// <summary>Everything that the function gives over a range; everything at all where it has a pole there or no value.</summary>
    public static RealRange Range(GraphFunction f, RealRange x)
    {
        var (low, high) = x;
        if (f.Kind is FunctionKind.Sin or FunctionKind.Cos && !double.IsFinite(high - low))
            return new(-1, 1);
        if (!Domain(f, ref low, ref high, out bool pole) || pole)
            return RealRange.Everything;
        double a = FunctionMath.Evaluate(f.Kind, f.A, f.B, low),
            b = FunctionMath.Evaluate(f.Kind, f.A, f.B, high);
        var range = new RealRange(Math.Min(a, b), Math.Max(a, b));
        foreach (double point in CriticalPoints(f, low, high))
        {
            double value = FunctionMath.Evaluate(f.Kind, f.A, f.B, point);
            range = range.Union(new(value, value));
        }
        return range.Widened();
    }

    private static double At(GraphFunction f, double x, double value)
    {
        double result = FunctionMath.Evaluate(f.Kind, f.A, f.B, x);
        return double.IsNaN(result) ? double.PositiveInfinity : Math.Abs(result - value);
    }

    // Clips the interval to where f has a value; false when nothing is left.
    private static bool Domain(GraphFunction f, ref double low, ref double high, out bool pole)
    {
        pole = false;
        bool integerPower = f.Kind == FunctionKind.Power && f.A == Math.Floor(f.A);
        switch (f.Kind)
        {
            case FunctionKind.Probit:
                if (high <= 0 || low >= 1)
                    return false;
                pole = low <= 0 || high >= 1;
                break;
            case FunctionKind.Log or FunctionKind.ReciprocalSqrt:
                if (high < 0)
                    return false;
                pole = low <= 0;
                break;
            case FunctionKind.Sqrt:
            case FunctionKind.Power when !integerPower:
                if (high < 0)
                    return false;
                pole = f.Kind == FunctionKind.Power && f.A < 0 && low <= 0;
                low = Math.Max(low, 0);
                break;
            case FunctionKind.Reciprocal:
            case FunctionKind.Power when f.A < 0:
                pole = low <= 0 && high >= 0;
                break;
            case FunctionKind.Tan:
                // poles at odd multiples of pi / 2
                pole = !double.IsFinite(high - low) || Math.Floor(low / Math.PI + 0.5) != Math.Floor(high / Math.PI + 0.5);
                break;
            case FunctionKind.Asin or FunctionKind.Acos or FunctionKind.Atanh:
                if (high < -1 || low > 1)
                    return false;
                pole = f.Kind == FunctionKind.Atanh && (low <= -1 || high >= 1);
                (low, high) = (Math.Max(low, -1), Math.Min(high, 1));
                break;
            case FunctionKind.Acosh:
                if (high < 1)
                    return false;
                low = Math.Max(low, 1);
                break;
        }
        return true;
    }

    private static IEnumerable<double> CriticalPoints(GraphFunction f, double low, double high)
    {
        switch (f.Kind)
        {
            case FunctionKind.Gelu when GeluMinimum > low && GeluMinimum < high:
                yield return GeluMinimum;
                break;
            case FunctionKind.GeluTanh when GeluTanhMinimum > low && GeluTanhMinimum < high:
                yield return GeluTanhMinimum;
                break;
            case FunctionKind.Mish when MishMinimum > low && MishMinimum < high:
                yield return MishMinimum;
                break;
            case FunctionKind.HardSwish when HardSwishMinimum > low && HardSwishMinimum < high:
                yield return HardSwishMinimum;
                break;
            case FunctionKind.Power
            or FunctionKind.Elu
            or FunctionKind.Selu
            or FunctionKind.Celu
            or FunctionKind.Cosh when low < 0 && high > 0:
                yield return 0;
                break;
            case FunctionKind.Sin or FunctionKind.Cos:
                // Extremes at multiples of pi (cos) or odd multiples of pi / 2 (sin); one of each sign is as good as all.
                double offset = f.Kind == FunctionKind.Sin ? 0.5 : 0;
                double first = Math.Ceiling(low / Math.PI - offset);
                for (int i = 0; i < 2; i++)
                    if ((first + i + offset) * Math.PI is var extreme && extreme < high)
                        yield return extreme;
                break;
        }
    }
}
