namespace FastAI.Runtime.Latency;

/// <summary>How many events took so many clock cycles.</summary>
public sealed record LatencyBin(long Cycles, long Events);
