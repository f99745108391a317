using System.Collections.Immutable;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>A chart of a report page.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XLabel">Quantity and unit of the horizontal axis.</param>
/// <param name="YLabel">Quantity and unit of the vertical axis.</param>
/// <param name="X">Positions, ascending.</param>
/// <param name="Series">Curves.</param>
/// <param name="Note">A line below; null without.</param>
/// <param name="Names">Names of the positions 1, 2, ... where they are not numbers; null where they are.</param>
/// <param name="LogX">Whether the horizontal axis is logarithmic; all positions are then positive.</param>
public sealed record Chart(
    string Title,
    string XLabel,
    string YLabel,
    ImmutableArray<double> X,
    ImmutableArray<ChartSeries> Series,
    string? Note = null,
    ImmutableArray<string>? Names = null,
    bool LogX = false
);
