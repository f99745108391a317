namespace FastAI.Compiler.ConstantMatrix;

/// <summary>A graph index at a place: <c>±(node &lt;&lt; Shift)</c>; node -1 is the constant zero.</summary>
internal readonly record struct PlacedValue(int Node, int Shift, bool Negate)
{
    public static PlacedValue Zero { get; } = new(-1, 0, false);

    public bool IsZero => Node < 0;

    public PlacedValue Times(int shift, bool negate) => IsZero ? this : new PlacedValue(Node, Shift + shift, Negate ^ negate);
}
