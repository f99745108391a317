using System.Collections.Immutable;

namespace FastAI.Runtime.Reporting.Page;

/// <summary>One row of a table.</summary>
/// <param name="Cells">Plain text.</param>
/// <param name="State"><c>good</c>, <c>bad</c> or nothing, shown by a mark and a colour.</param>
public sealed record PageRow(ImmutableArray<string> Cells, string State = "");
