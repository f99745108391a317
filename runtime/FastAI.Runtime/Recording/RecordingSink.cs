using FastAI.Runtime.Recording.Integrity;

namespace FastAI.Runtime.Recording;

/// <summary>Between decoder and consumer: numbers the records, checks their order, watches for stuck channels, counts damages,
/// and stops where it is told to.</summary>
internal sealed class RecordingSink
{
    private readonly string source;
    private readonly RecordingOptions options;
    private readonly IEventConsumer consumer;
    private readonly bool hasChannels;
    private readonly SequenceTracker sequences;
    private readonly StuckChannels stuck;
    private long lastNumber = -1;
    private long lastOrbit = -1;
    private int lastBc = -1;

    internal RecordingSink(string source, RecordingOptions options, IEventConsumer consumer, bool hasChannels)
    {
        (this.source, this.options, this.consumer, this.hasChannels) = (source, options, consumer, hasChannels);
        sequences = new SequenceTracker(
            (kind, place, number, detail) => Fault(kind, place.Offset, 0, number, place.Orbit, place.Bc, detail)
        );
        stuck = new StuckChannels(options.StuckSamples);
    }

    internal FaultLog Faults { get; } = new();

    /// <summary>Records delivered.</summary>
    internal long Delivered { get; private set; }

    /// <summary>Whether the consumer has had enough.</summary>
    internal bool IsStopped { get; private set; }

    /// <summary>Reports damage at the current place.</summary>
    internal void Fault(FaultKind kind, long offset, long bytes, string detail) =>
        Fault(kind, offset, bytes, lastNumber, lastOrbit, lastBc, detail);

    internal void Fault(FaultKind kind, long offset, long bytes, long number, long orbit, int bc, string detail)
    {
        bool stop = options.OnError == OnError.Stop;
        var fault = stop || Faults.HasRoom ? new RecordingFault(kind, offset, bytes, Delivered, number, orbit, bc, detail) : null;
        Faults.Add(kind, bytes, fault);
        if (stop)
            throw RecordingError.In(source, $"{fault} (--on-error skip leaves damaged records out)");
    }

    /// <summary>The number that a new run continues with; what was expected before is forgotten.</summary>
    internal void Restart(int stream, long next) => sequences.Restart(stream, next);

    /// <summary>The counter that the recorder ended with: what has not come until then is missing.</summary>
    internal void Reach(int stream, ulong counter, int bits, RecordPlace place) => sequences.Reach(stream, counter, bits, place);

    /// <summary>Checks a record's time, where there is no counter, against the one before it in the same channel.</summary>
    internal SequenceVerdict Time(int stream, long time, RecordPlace place, ReadOnlySpan<byte> content)
    {
        var verdict = sequences.NextTime(stream, time, Crc32C.Of(content));
        Report(verdict, place);
        return verdict;
    }

    /// <summary>Checks a record's counter against those before it in the same stream of numbers.</summary>
    /// <param name="stream">Which counter.</param>
    /// <param name="counter">Its value.</param>
    /// <param name="bits">Its width.</param>
    /// <param name="place">Where the record is, for messages.</param>
    /// <param name="content">The record, where no checksum vouches for its counter.</param>
    internal SequenceVerdict Sequence(int stream, ulong counter, int bits, RecordPlace place, ReadOnlySpan<byte> content)
    {
        var verdict = sequences.Next(stream, counter, bits, place, Crc32C.Of(content));
        Report(verdict, place);
        return verdict;
    }

    /// <summary>Whether a record whose checksum vouches for its counter is the next of its stream of numbers, as it usually is; if not,
    /// <see cref="Sequence(int, ulong, int, RecordPlace)"/> says what it is.</summary>
    internal bool IsNext(int stream, ulong counter) => sequences.TryNext(stream, counter, out _);

    /// <inheritdoc cref="Sequence(int, ulong, int, RecordPlace, ReadOnlySpan{byte})"/>
    internal SequenceVerdict Sequence(int stream, ulong counter, int bits, RecordPlace place)
    {
        var verdict = sequences.Next(stream, counter, bits, place);
        Report(verdict, place);
        return verdict;
    }

    /// <summary>Hands a record to the consumer, unless its only channel is stuck.</summary>
    internal void Deliver(in RecordedEvent recorded)
    {
        (lastNumber, lastOrbit, lastBc) = (recorded.Number, recorded.Orbit, recorded.Bc);
        if (hasChannels && stuck.Check(recorded, this))
            return;
        Delivered++;
        if (!consumer.Take(recorded))
            IsStopped = true;
    }

    /// <summary>Reports the gaps that nothing has filled.</summary>
    internal void Complete()
    {
        sequences.Complete();
        foreach (var gap in sequences.Gaps)
        {
            string which =
                gap.Count == 1
                    ? $"record {gap.First} is missing"
                    : $"{gap.Count} records are missing, {gap.First} to {gap.First + gap.Count - 1}";
            Fault(FaultKind.Gap, gap.Before.Offset, 0, gap.First, gap.Before.Orbit, gap.Before.Bc, which);
            Faults.Missing += gap.Count;
        }
    }

    private void Report(SequenceVerdict verdict, RecordPlace place)
    {
        switch (verdict.Order)
        {
            case SequenceOrder.Duplicate:
                Fault(FaultKind.Duplicate, place.Offset, place.Bytes, verdict.Number, place.Orbit, place.Bc, "the record came before");
                break;
            case SequenceOrder.Contradiction:
                Fault(
                    FaultKind.Corrupt,
                    place.Offset,
                    0,
                    verdict.Number,
                    place.Orbit,
                    place.Bc,
                    "another record of this number or time came before: one of the two is damaged there"
                );
                break;
            case SequenceOrder.Reordered when !verdict.IsDeferred:
                Fault(FaultKind.Reordered, place.Offset, 0, verdict.Number, place.Orbit, place.Bc, SequenceTracker.LateDetail);
                break;
            case SequenceOrder.Gap when options.OnError == OnError.Stop:
                Fault(
                    FaultKind.Gap,
                    place.Offset,
                    0,
                    verdict.Number,
                    place.Orbit,
                    place.Bc,
                    $"{verdict.Missing} records are missing before it, or come late"
                );
                break;
        }
    }
}
