namespace FastAI.Model.FixedGraph;

/// <summary>Exact element-wise operations on two tensors of one shape. Operands are first aligned to the finer
/// fraction, except in a product.</summary>
public enum BinaryOperation
{
    Add,
    Subtract,

    /// <summary>Product of two variables; fractions add.</summary>
    Multiply,

    Maximum,
    Minimum,

    /// <summary>1 where left is less than right, else 0 (ufixed&lt;1,1&gt;).</summary>
    Less,

    /// <summary>1 where left equals right, else 0 (ufixed&lt;1,1&gt;).</summary>
    Equal,
}
