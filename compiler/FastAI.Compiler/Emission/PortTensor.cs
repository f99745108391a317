using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Emission;

/// <summary>An input or output tensor as a range of bits of in_data or out_data.</summary>
/// <param name="Name">Name in the model.</param>
/// <param name="Identifier">Its name in generated C++.</param>
/// <param name="Shape">Shape of one event.</param>
/// <param name="Offset">Lowest bit of its first element.</param>
/// <param name="FirstElement">Number of elements of the tensors before it.</param>
/// <param name="Formats">Format of each element.</param>
public sealed record PortTensor(string Name, string Identifier, Shape Shape, int Offset, int FirstElement, PerElement<FixedFormat> Formats)
{
    public int Count => Shape.Count;

    /// <summary>Whether all elements have one format.</summary>
    public bool IsUniform => Formats.IsUniform;

    /// <summary>The formats in one line.</summary>
    public string FormatText => IsUniform ? Formats[0].ToString() : "one format per element";

    /// <summary>Highest bit of its last element.</summary>
    public int High => Elements[^1].High;

    public ImmutableArray<PortElement> Elements { get; } = Place(Offset, FirstElement, Formats);

    private static ImmutableArray<PortElement> Place(int offset, int first, PerElement<FixedFormat> formats)
    {
        var elements = ImmutableArray.CreateBuilder<PortElement>(formats.Count);
        for (int i = 0; i < formats.Count; i++)
        {
            elements.Add(new PortElement(first + i, i, offset, formats[i]));
            offset += formats[i].Width;
        }
        return elements.MoveToImmutable();
    }
}
