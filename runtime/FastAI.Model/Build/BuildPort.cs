using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace FastAI.Model.Build;

/// <summary>An input or output of the firmware.</summary>
/// <param name="Name">The model's name for it.</param>
/// <param name="Shape">Extents of one event, without the batch.</param>
/// <param name="Formats">One format for all elements, or one for each, row-major.</param>
public sealed record BuildPort(string Name, ImmutableArray<int> Shape, ImmutableArray<string> Formats)
{
    /// <summary>Of an input, which mantissa stands for a missing value: "least", "greatest" or "none", one for all elements or one for each;
    /// null where none can be missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Missing { get; init; }
}
