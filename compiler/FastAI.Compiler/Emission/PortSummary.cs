using System.Collections.Immutable;
using System.Globalization;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission;

/// <summary>A port tensor as templates read it.</summary>
internal sealed class PortSummary(PortTensor tensor)
{
    /// <summary>Name in the model, for comments.</summary>
    public string Name => Comment.OneLine(tensor.Name);

    public string Identifier => tensor.Identifier;

    public string Shape => tensor.Shape.ToString();

    public int Count => tensor.Count;

    public int High => tensor.High;

    public int Low => tensor.Offset;

    /// <summary>Whether all elements have one format.</summary>
    public bool IsUniform => tensor.IsUniform;

    /// <summary>The format of all elements, or that they differ.</summary>
    public string FormatText => tensor.FormatText;

    public ImmutableArray<PortElementSummary> Elements { get; } = [.. tensor.Elements.Select(e => new PortElementSummary(e))];

    /// <summary>C++ type of the elements of a uniform tensor.</summary>
    public string Type => CppType(tensor.Formats[0]);

    /// <summary>The format as the type of an HLS port.</summary>
    internal static string CppType(FixedFormat format) => string.Create(CultureInfo.InvariantCulture, $"ap_{format}");
}
