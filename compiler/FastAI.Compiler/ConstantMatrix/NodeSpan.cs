namespace FastAI.Compiler.ConstantMatrix;

/// <summary>What an adder's width needs to know of an operand.</summary>
/// <param name="Top">ceil(log2) of the largest end, the maximum counted with one step more.</param>
/// <param name="Last">log2 of the step: the lowest bit that can be set.</param>
/// <param name="Negative">Whether the value can be negative.</param>
internal readonly record struct NodeSpan(int Top, int Last, bool Negative)
{
    /// <summary>Bits of the operand, its sign included.</summary>
    public int Width => Top - Last + (Negative ? 1 : 0);

    public NodeSpan Shifted(int shift) => new(Top + shift, Last + shift, Negative);

    /// <summary>Bits of the adder that joins two aligned operands.</summary>
    public static int Cost(NodeSpan a, NodeSpan b) => (a.Negative | b.Negative ? 1 : 0) + Math.Max(a.Top, b.Top) - Math.Max(a.Last, b.Last);
}
