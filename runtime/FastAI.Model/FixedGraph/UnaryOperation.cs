namespace FastAI.Model.FixedGraph;

/// <summary>Exact element-wise operations on one tensor; the fraction stays.</summary>
public enum UnaryOperation
{
    Negate,
    Absolute,

    /// <summary>max(x, 0).</summary>
    Relu,
}
