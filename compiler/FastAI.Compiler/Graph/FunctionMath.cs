namespace FastAI.Compiler.Graph;

/// <summary>The smooth functions in double precision: what calibration evaluates and tables are filled from.</summary>
public static class FunctionMath
{
    /// <summary>
    /// The value of function <paramref name="kind"/> with parameters <paramref name="a"/> and <paramref name="b"/> at <paramref
    /// name="x"/>; IEEE infinities and NaN where it has none.
    /// </summary>
    public static double Evaluate(FunctionKind kind, double a, double b, double x) =>
        kind switch
        {
            FunctionKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
            FunctionKind.HardSigmoid => Math.Max(0, Math.Min(1, a * x + b)),
            FunctionKind.Tanh => Math.Tanh(x),
            FunctionKind.Elu => x > 0 ? x : a * ExpMinusOne(x),
            FunctionKind.Selu => x > 0 ? b * x : b * a * ExpMinusOne(x),
            FunctionKind.Softplus => Softplus(x),
            FunctionKind.Softsign => x / (1 + Math.Abs(x)),
            FunctionKind.Exp => Math.Exp(x),
            FunctionKind.Log => Math.Log(x),
            FunctionKind.Sqrt => Math.Sqrt(x),
            FunctionKind.Reciprocal => 1 / x,
            FunctionKind.ReciprocalSqrt => 1 / Math.Sqrt(x),
            FunctionKind.Erf => ErrorFunction.Erf(x),
            FunctionKind.Gelu => 0.5 * x * ErrorFunction.Erfc(-x / Math.Sqrt(2)),
            FunctionKind.GeluTanh => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
            FunctionKind.HardSwish => x * Math.Max(0, Math.Min(1, x / 6 + 0.5)),
            FunctionKind.Mish => x * Math.Tanh(Softplus(x)),
            FunctionKind.Power => Math.Pow(x, a),
            FunctionKind.Sin => Math.Sin(x),
            FunctionKind.Cos => Math.Cos(x),
            FunctionKind.Tan => Math.Tan(x),
            FunctionKind.Asin => Math.Asin(x),
            FunctionKind.Acos => Math.Acos(x),
            FunctionKind.Atan => Math.Atan(x),
            FunctionKind.Sinh => Math.Sinh(x),
            FunctionKind.Cosh => Math.Cosh(x),
            FunctionKind.Asinh => Math.Asinh(x),
            FunctionKind.Acosh => Math.Acosh(x),
            FunctionKind.Atanh => Math.Atanh(x),
            FunctionKind.Celu => x > 0 ? x : a * ExpMinusOne(x / a),
            FunctionKind.Probit => Probit(x),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a function of this version"),
        };

    private static double Probit(double x)
    {
        double logarithm = Math.Log(4 * x * (1 - x)),
            a = 2 / (Math.PI * 0.147) + logarithm / 2;
        return Math.CopySign(Math.Sqrt(2 * (Math.Sqrt(a * a - logarithm / 0.147) - a)), x - 0.5);
    }

    // exp(x) - 1 for x at most 0 without cancellation: 2 exp(x/2) sinh(x/2).
    private static double ExpMinusOne(double x) => x < -1 ? Math.Exp(x) - 1 : 2 * Math.Exp(x / 2) * Math.Sinh(x / 2);

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
