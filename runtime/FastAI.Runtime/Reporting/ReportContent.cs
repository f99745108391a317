using System.Collections.Immutable;
using FastAI.Model.Build;
using FastAI.Model.FixedGraph;
using FastAI.Runtime.Agreement;
using FastAI.Runtime.Budgets;
using FastAI.Runtime.Streaming;

namespace FastAI.Runtime.Reporting;

/// <summary>What a report page shows; what is not known is left out.</summary>
/// <param name="Build">What was built.</param>
/// <param name="Graph">The compiled model.</param>
public sealed record ReportContent(BuildReport Build, FixedGraph Graph)
{
    /// <summary>Float against fixed.</summary>
    public AgreementReport? Agreement { get; init; }

    /// <summary>Figures against their budget.</summary>
    public ImmutableArray<BudgetResult> Budgets { get; init; } = [];

    /// <summary>A recording replayed through the firmware's time.</summary>
    public ReplayReport? Replay { get; init; }
}
