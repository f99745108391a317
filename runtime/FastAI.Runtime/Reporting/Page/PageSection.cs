using System.Collections.Immutable;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>A part of a report page with a heading; texts are plain and are encoded when written.</summary>
public sealed record PageSection(string Title)
{
    /// <summary>Paragraphs.</summary>
    public ImmutableArray<string> Texts { get; init; } = [];

    public ImmutableArray<PageTable> Tables { get; init; } = [];

    public ImmutableArray<Chart> Charts { get; init; } = [];

    /// <summary>A drawing that is well-formed SVG; null without.</summary>
    public string? Drawing { get; init; }
}
