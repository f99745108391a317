using System.Runtime.InteropServices;

namespace FastAI.Runtime.Recording.Integrity;

/// <summary>
/// Follows the counters of a recording, each over its wrap. A number ahead of the expected one opens a gap, which later records may fill; so a
/// late record and a repeated one are told apart. Memory is bounded: of very many gaps the oldest are closed.
/// </summary>
internal sealed class SequenceTracker
{
    private const int MaxOpenGaps = 4096;
    private const int MaxStreams = 1 << 16;

    private readonly Dictionary<int, Stream> streams = [];
    private readonly Dictionary<int, long> times = [];
    private readonly List<SequenceGap> closed = [];
    private Stream? latest;
    private int latestKey;

    /// <summary>Every gap that has not been filled, in order of its place.</summary>
    internal IEnumerable<SequenceGap> Gaps => closed.Concat(streams.Values.SelectMany(s => s.Open)).OrderBy(g => g.Before.Offset);

    internal void Restart(int stream, long next)
    {
        if (streams.Remove(stream, out var before)) closed.AddRange(before.Open);
        streams[stream] = new Stream { First = next, Expected = next };
        latest = null;
    }

    internal SequenceVerdict Next(int stream, ulong counter, int bits, RecordPlace place)
    {
        var s = latest is { } known && latestKey == stream ? known : Find(stream, counter);
        if (counter == (ulong)s.Expected)
        {
            s.Expected++;
            return new(SequenceOrder.Next, s.Expected - 1, 0);
        }
        // The shorter way round the counter decides between ahead and behind.
        long ahead = (long)((counter - (ulong)s.Expected) << (64 - bits)) >> (64 - bits);
        long number = s.Expected + ahead;
        if (ahead >= 0)
        {
            s.Expected = number + 1;
            if (ahead == 0) return new(SequenceOrder.Next, number, 0);
            s.Open.Add(new(number - ahead, ahead, place));
            if (s.Open.Count > MaxOpenGaps)
            {
                Close(s.Open[0]);
                s.Open.RemoveAt(0);
            }
            return new(SequenceOrder.Gap, number, ahead);
        }
        if (number < s.First)
        {
            // The recording was joined in its middle, and what came before arrives late.
            if (s.First - number > 1) s.Open.Add(new(number + 1, s.First - number - 1, place));
            s.First = number;
            return new(SequenceOrder.Reordered, number, 0);
        }
        return new(Fill(s.Open, number) ? SequenceOrder.Reordered : SequenceOrder.Duplicate, number, 0);
    }

    /// <summary>Opens a gap up to the number that the recorder ended with.</summary>
    internal void Reach(int stream, ulong counter, int bits, RecordPlace place)
    {
        if (!streams.TryGetValue(stream, out var s)) return;
        long ahead = (long)((counter - (ulong)s.Expected) << (64 - bits)) >> (64 - bits);
        if (ahead > 0) s.Open.Add(new(s.Expected, ahead, place));
        s.Expected = Math.Max(s.Expected, s.Expected + ahead);
    }

    /// <summary>Compares a time with the one before it in the same stream; one damaged time therefore does not make all later ones late.</summary>
    internal SequenceVerdict NextTime(int stream, long time)
    {
        ref long before = ref CollectionsMarshal.GetValueRefOrAddDefault(times, stream, out bool known);
        var order = !known || time > before ? SequenceOrder.Next : time == before ? SequenceOrder.Duplicate : SequenceOrder.Reordered;
        before = time;
        return new(order, time, 0);
    }

    private Stream Find(int stream, ulong counter)
    {
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(streams, stream, out _);
        if (streams.Count > MaxStreams) throw new InvalidOperationException($"a recording has at most {MaxStreams} counters");
        state ??= new Stream { First = (long)counter, Expected = (long)counter };
        (latest, latestKey) = (state, stream);
        return state;
    }

    private static bool Fill(List<SequenceGap> open, long number)
    {
        int at = open.FindLastIndex(g => g.First <= number && number < g.First + g.Count);
        if (at < 0) return false;
        var gap = open[at];
        open.RemoveAt(at);
        long after = gap.First + gap.Count - 1 - number;
        if (after > 0) open.Insert(at, gap with { First = number + 1, Count = after });
        if (number > gap.First) open.Insert(at, gap with { Count = number - gap.First });
        return true;
    }

    private void Close(SequenceGap gap)
    {
        // Of gaps without end only their number is of interest; neighbours are joined to bound memory.
        if (closed.Count >= MaxOpenGaps) closed[^1] = closed[^1] with { Count = closed[^1].Count + gap.Count };
        else closed.Add(gap);
    }

    private sealed class Stream
    {
        /// <summary>The lowest number that was there or is awaited.</summary>
        public long First { get; set; }

        public long Expected { get; set; }

        public List<SequenceGap> Open { get; } = [];
    }
}
