namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary><c>±(node &lt;&lt; Shift)</c>; nodes are numbered as in <see cref="TernaryGraph"/>.</summary>
public readonly record struct TernaryTerm(int Node, int Shift, bool Negate) : IComparable<TernaryTerm>
{
    /// <summary>Finer ones first.</summary>
    public int CompareTo(TernaryTerm other) => (Shift, Node, Negate).CompareTo((other.Shift, other.Node, other.Negate));
}
