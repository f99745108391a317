using System.Collections.Immutable;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>A table of a report page; the first column names the row.</summary>
/// <param name="Heads">Names of the columns.</param>
/// <param name="Rows">Cells, as many as heads.</param>
public sealed record PageTable(ImmutableArray<string> Heads, ImmutableArray<PageRow> Rows);
