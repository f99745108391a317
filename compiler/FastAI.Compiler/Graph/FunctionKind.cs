namespace FastAI.Compiler.Graph;

/// <summary>
/// Smooth functions, which fixed point reads from tables. A and B are the function's parameters in <see cref="GraphFunction"/>.
/// </summary>
public enum FunctionKind
{
    Sigmoid,

    /// <summary>max(0, min(1, A x + B)).</summary>
    HardSigmoid,
    Tanh,

    /// <summary>x above 0, else A (exp(x) - 1).</summary>
    Elu,

    /// <summary>B x above 0, else B A (exp(x) - 1).</summary>
    Selu,
    Softplus,
    Softsign,
    Exp,
    Log,
    Sqrt,
    Reciprocal,

    /// <summary>1 / sqrt(x).</summary>
    ReciprocalSqrt,
    Erf,

    /// <summary>x (1 + erf(x / sqrt 2)) / 2.</summary>
    Gelu,

    /// <summary>The approximation of Gelu by tanh.</summary>
    GeluTanh,
    HardSwish,
    Mish,

    /// <summary>x to the power A.</summary>
    Power,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Asinh,
    Acosh,
    Atanh,

    /// <summary>x above 0, else A (exp(x / A) - 1).</summary>
    Celu,

    /// <summary>The quantile function of the normal distribution, by Winitzki's approximation (2008) as ONNX Runtime
    /// computes it; for x between 0 and 1.</summary>
    Probit,
}
