namespace FastAI.Compiler.Emission;

/// <summary>A port element as templates read it.</summary>
internal sealed class PortElementSummary(PortElement element)
{
    public int Index => element.Index;

    public int Element => element.Element;

    public int Low => element.Offset;

    public int High => element.High;

    public int Width => element.Width;

    public int Fraction => element.Format.Fraction;

    public bool IsSigned => element.Format.Signed;

    /// <summary>C++ type of the element.</summary>
    public string Type => PortSummary.CppType(element.Format);
}
