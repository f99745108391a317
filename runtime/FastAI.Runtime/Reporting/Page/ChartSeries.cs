using System.Collections.Immutable;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Kind"><c>line</c>, <c>points</c>, <c>both</c>, <c>steps</c> or <c>bars</c>.</param>
/// <param name="Role">What it shows, which decides its colour: <c>float</c>, <c>fixed</c>, <c>truth</c>, <c>other</c> (each further one
/// another colour) or <c>guide</c>.</param>
/// <param name="Values">A value for each x; null where there is none.</param>
/// <param name="Low">Lower end of a band around the values; null without a band.</param>
/// <param name="High">Upper end of the band.</param>
public sealed record ChartSeries(
    string Name,
    string Kind,
    string Role,
    ImmutableArray<double?> Values,
    ImmutableArray<double?>? Low = null,
    ImmutableArray<double?>? High = null
);
