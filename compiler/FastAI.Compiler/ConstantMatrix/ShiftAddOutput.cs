namespace FastAI.Compiler.ConstantMatrix;

/// <summary>Where a sum is found: <c>±(node &lt;&lt; Shift)</c>, or the constant zero when <see cref="Node"/> is -1.</summary>
/// <param name="Node">Index of an input or node; -1 for the constant zero.</param>
/// <param name="Shift">Bits by which the node is moved up.</param>
/// <param name="Negate">Whether the output is the negative of the shifted node.</param>
public readonly record struct ShiftAddOutput(int Node, int Shift, bool Negate)
{
    /// <summary>The constant zero.</summary>
    public static ShiftAddOutput Zero { get; } = new(-1, 0, false);
}
