using System.Runtime.InteropServices;

namespace FastAI.Runtime.Recording.Integrity;

/// <summary>
/// Follows the counters of a recording, each over its wrap. A number ahead of the expected one opens a gap, which later records may fill;
/// so a late record and a repeated one are told apart. Where no checksum vouches for the counter, a record is repeated only if it is equal
/// to the one of its number, and a damaged bit of the counter is told from missing and late records by what follows. Memory is bounded: of
/// very many gaps the oldest are closed, and of very many records the oldest forgotten.
/// </summary>
/// <param name="report">Takes what is found out late: what is wrong, where, which number, and why.</param>
internal sealed class SequenceTracker(Action<FaultKind, RecordPlace, long, string> report)
{
    internal const string LateDetail = "the record comes behind one with a higher number";

    private const int MaxStreams = 1 << 16;

    private readonly Dictionary<int, CounterState> streams = [];
    private readonly Dictionary<int, (long Time, uint Content)> times = [];
    private readonly List<SequenceGap> closed = [];
    private CounterState? latest;
    private int latestKey;

    /// <summary>Every gap that has not been filled, in order of its place.</summary>
    internal IEnumerable<SequenceGap> Gaps =>
        closed.Concat(streams.Values.SelectMany(s => s.Closed.Concat(s.Open))).OrderBy(g => g.Before.Offset);

    internal void Restart(int stream, long next)
    {
        if (streams.Remove(stream, out var before))
            closed.AddRange(before.Closed.Concat(before.Open));
        streams[stream] = Fresh(next);
        latest = null;
    }

    /// <param name="stream">Which counter.</param>
    /// <param name="counter">Its value.</param>
    /// <param name="bits">Its width.</param>
    /// <param name="place">Where the record is.</param>
    /// <param name="content">A checksum of the record, by which equal ones are known; null where a checksum of
    /// its own vouches for the counter.</param>
    internal SequenceVerdict Next(int stream, ulong counter, int bits, RecordPlace place, uint? content = null) =>
        (latest is { } known && latestKey == stream ? known : Find(stream, counter)).Next(counter, bits, place, content);

    /// <inheritdoc cref="CounterState.TryNext"/>
    internal bool TryNext(int stream, ulong counter, out long number)
    {
        number = 0;
        return latest is { } known && latestKey == stream && known.TryNext(counter, out number);
    }

    /// <inheritdoc cref="CounterState.Reach"/>
    internal void Reach(int stream, ulong counter, int bits, RecordPlace place)
    {
        if (streams.TryGetValue(stream, out var s))
            s.Reach(counter, bits, place);
    }

    /// <summary>Settles what only the end can.</summary>
    internal void Complete()
    {
        foreach (var s in streams.Values)
            s.Complete();
    }

    /// <summary>Compares a time with the one before it in the same stream; one damaged time therefore
    /// does not make all later ones late.</summary>
    internal SequenceVerdict NextTime(int stream, long time, uint content)
    {
        ref var before = ref CollectionsMarshal.GetValueRefOrAddDefault(times, stream, out bool known);
        var order =
            !known || time > before.Time ? SequenceOrder.Next
            : time < before.Time ? SequenceOrder.Reordered
            : content == before.Content ? SequenceOrder.Duplicate
            : SequenceOrder.Contradiction;
        before = (time, content);
        return new(order, time, 0);
    }

    private CounterState Find(int stream, ulong counter)
    {
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(streams, stream, out _);
        if (streams.Count > MaxStreams)
            throw new InvalidOperationException($"a recording has at most {MaxStreams} counters");
        state ??= Fresh((long)counter);
        (latest, latestKey) = (state, stream);
        return state;
    }

    /// <summary>Of a few counters many records are remembered, of very many few.</summary>
    private CounterState Fresh(long next) => new(streams.Count <= 64 ? 4096 : 64, report) { First = next, Expected = next };
}
