using FastAI.Runtime.Recording;

namespace FastAI.Benchmarks.Recording;

/// <summary>Counts records and touches each one.</summary>
internal sealed class CountingConsumer : IEventConsumer
{
    public long Records { get; private set; }

    public long Sum { get; private set; }

    public bool Take(in RecordedEvent recorded)
    {
        Records++;
        Sum += recorded.Number + recorded.Samples.Bytes[0];
        return true;
    }
}
