namespace FastAI.Runtime.Streaming;

/// <summary>Results of consecutive channels.</summary>
/// <param name="First">Number of the first channel.</param>
/// <param name="Count">How many channels.</param>
/// <param name="Mantissas">Channel by channel, tick by tick, all outputs in model order.</param>
public readonly record struct RecordedResults(long First, int Count, ReadOnlyMemory<long> Mantissas);
