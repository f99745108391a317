using System.Collections.Immutable;

namespace FastAI.Runtime.Agreement.Statistics;

/// <summary>A histogram of differences in steps of the output's format.</summary>
/// <param name="Width">Steps in one bin.</param>
/// <param name="First">Centre of the first bin, in steps.</param>
/// <param name="Counts">Values in each bin.</param>
public sealed record HistogramReport(long Width, long First, ImmutableArray<long> Counts);
