namespace FastAI.Compiler.Graph;

/// <summary>Functions that fixed point computes without a table.</summary>
public enum PiecewiseKind
{
    Negate,
    Absolute,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x for x at least 0, else Slope * x.</summary>
    LeakyRelu,

    /// <summary>min(max(x, Low), High).</summary>
    Clip,

    /// <summary>Greatest integer not above x.</summary>
    Floor,

    /// <summary>Least integer not below x.</summary>
    Ceiling,

    /// <summary>Nearest integer, ties to even.</summary>
    Round,
}
