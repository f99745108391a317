namespace FastAI.Compiler.ConstantMatrix.Ternary;

/// <summary><c>±(node &lt;&lt; Shift)</c>; nodes are numbered as in <see cref="TernaryGraph"/>.</summary>
public readonly record struct TernaryTerm(int Node, int Shift, bool Negate) : IComparable<TernaryTerm>
{
    /// <summary>Finer ones first.</summary>
    public int CompareTo(TernaryTerm other)
    {
        int order = Shift.CompareTo(other.Shift);
        if (order == 0)
            order = Node.CompareTo(other.Node);
        return order != 0 ? order : Negate.CompareTo(other.Negate);
    }

    /// <summary>A multiple of this term: the term of a term.</summary>
    internal TernaryTerm Of(TernaryTerm outer) => new(Node, Shift + outer.Shift, Negate ^ outer.Negate);
}
