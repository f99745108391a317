namespace FastAI.Cli;

/// <summary>Consecutive events as input mantissas, event by event in model order; valid until the next block is read.</summary>
/// <param name="First">Number of the first event.</param>
/// <param name="Count">How many events.</param>
/// <param name="Memory">Their mantissas.</param>
internal readonly record struct EventBlock(long First, int Count, ReadOnlyMemory<long> Memory)
{
    public ReadOnlySpan<long> Mantissas => Memory.Span;
}
