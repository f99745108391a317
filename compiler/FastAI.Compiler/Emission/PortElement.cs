using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission;

/// <summary>One element of a port.</summary>
/// <param name="Index">Its number among all elements of in_data or out_data.</param>
/// <param name="Element">Its number in its tensor, row-major.</param>
/// <param name="Offset">Its lowest bit.</param>
/// <param name="Format">Its format.</param>
public sealed record PortElement(int Index, int Element, int Offset, FixedFormat Format)
{
    public int Width => Format.Width;

    /// <summary>Its highest bit.</summary>
    public int High => Offset + Width - 1;
}
