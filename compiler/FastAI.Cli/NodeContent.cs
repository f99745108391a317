using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace FastAI.Cli;

/// <summary>One tensor and the operation that makes it.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Kind">The operation.</param>
/// <param name="Shape">Extents of one event.</param>
/// <param name="Type">Formats of its elements.</param>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="Products">Multiplications by non-zero weights, and of variables, for one event.</param>
internal sealed record NodeContent(string Name, string Kind, ImmutableArray<int> Shape, string Type, long Parameters, long Products)
{
    [JsonIgnore]
    public string ShapeText => "[" + string.Join(", ", Shape) + "]";
}
