using System.Collections.Immutable;

namespace FastAI.Model.Build;

/// <summary>An input or output of the firmware.</summary>
/// <param name="Name">The model's name for it.</param>
/// <param name="Shape">Extents of one event, without the batch.</param>
/// <param name="Formats">One format for all elements, or one for each, row-major.</param>
public sealed record BuildPort(string Name, ImmutableArray<int> Shape, ImmutableArray<string> Formats);
