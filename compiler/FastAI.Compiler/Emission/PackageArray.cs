using System.Collections.Immutable;
using System.Globalization;

namespace FastAI.Compiler.Emission;

/// <summary>A constant of the VHDL package with one value for each port element.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of the array.</param>
/// <param name="Last">Index of the last element.</param>
/// <param name="Lines">The values by index, several to a line.</param>
internal sealed record PackageArray(string Name, string Type, int Last, ImmutableArray<string> Lines)
{
    private const int ValuesPerLine = 12;

    /// <summary>The arrays of one direction.</summary>
    public static IEnumerable<PackageArray> Of(string prefix, ImmutableArray<PortTensor> tensors)
    {
        PortElement[] elements = [.. tensors.SelectMany(t => t.Elements)];
        yield return Create("_WIDTHS", "integer_vector", e => e.Width.ToString(CultureInfo.InvariantCulture));
        yield return Create("_OFFSETS", "integer_vector", e => e.Offset.ToString(CultureInfo.InvariantCulture));
        yield return Create("_FRACTIONS", "integer_vector", e => e.Format.Fraction.ToString(CultureInfo.InvariantCulture));
        yield return Create("_SIGNED", "boolean_vector", e => e.Format.Signed ? "true" : "false");

        PackageArray Create(string name, string type, Func<PortElement, string> value) =>
            new(
                prefix + name,
                type,
                elements.Length - 1,
                [
                    .. elements
                        .Select(e => $"{e.Index.ToString(CultureInfo.InvariantCulture)} => {value(e)}")
                        .Chunk(ValuesPerLine)
                        .Select(line => string.Join(", ", line)),
                ]
            );
    }
}
