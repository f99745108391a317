using System.Runtime.InteropServices;

namespace FastAI.Runtime.Recording.Integrity;

/// <summary>
/// Follows the counters of a recording, each over its wrap. A number ahead of the expected one opens a gap, which later records may fill; so a
/// late record and a repeated one are told apart. Where no checksum vouches for the counter, a record is repeated only if it is equal to the one of its number. Memory is bounded: of very
/// many gaps the oldest are closed, and of very many records the oldest forgotten.
/// </summary>
internal sealed class SequenceTracker
{
    private const int MaxOpenGaps = 4096;
    private const int MaxStreams = 1 << 16;

    private readonly Dictionary<int, Stream> streams = [];
    private readonly Dictionary<int, (long Time, uint Content)> times = [];
    private readonly List<SequenceGap> closed = [];
    private Stream? latest;
    private int latestKey;

    /// <summary>Every gap that has not been filled, in order of its place.</summary>
    internal IEnumerable<SequenceGap> Gaps => closed.Concat(streams.Values.SelectMany(s => s.Closed.Concat(s.Open))).OrderBy(g => g.Before.Offset);

    internal void Restart(int stream, long next)
    {
        if (streams.Remove(stream, out var before)) closed.AddRange(before.Closed.Concat(before.Open));
        streams[stream] = new Stream(RememberedOf(streams.Count)) { First = next, Expected = next };
        latest = null;
    }

    /// <param name="stream">Which counter.</param>
    /// <param name="counter">Its value.</param>
    /// <param name="bits">Its width.</param>
    /// <param name="place">Where the record is.</param>
    /// <param name="content">A checksum of the record, by which equal ones are known; null where a checksum of its own vouches for the counter.</param>
    internal SequenceVerdict Next(int stream, ulong counter, int bits, RecordPlace place, uint? content = null)
    {
        var s = latest is { } known && latestKey == stream ? known : Find(stream, counter);
        if (counter == (ulong)s.Expected)
        {
            s.Expected++;
            if (content is { } usual) s.Remember(s.Expected - 1, usual);
            return new(SequenceOrder.Next, s.Expected - 1, 0);
        }
        var verdict = Judge(s, counter, bits, place);
        if (content is not { } held) return verdict;
        if (verdict.IsRepeated) return s.Holds(verdict.Number, held) ? verdict : verdict with { Order = SequenceOrder.Contradiction };
        s.Remember(verdict.Number, held);
        return verdict;
    }

    private static SequenceVerdict Judge(Stream s, ulong counter, int bits, RecordPlace place)
    {
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
                Close(s.Closed, s.Open[0]);
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
    internal SequenceVerdict NextTime(int stream, long time, uint content)
    {
        ref var before = ref CollectionsMarshal.GetValueRefOrAddDefault(times, stream, out bool known);
        var order = !known || time > before.Time ? SequenceOrder.Next
            : time < before.Time ? SequenceOrder.Reordered
            : content == before.Content ? SequenceOrder.Duplicate : SequenceOrder.Contradiction;
        before = (time, content);
        return new(order, time, 0);
    }

    private Stream Find(int stream, ulong counter)
    {
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(streams, stream, out _);
        if (streams.Count > MaxStreams) throw new InvalidOperationException($"a recording has at most {MaxStreams} counters");
        state ??= new Stream(RememberedOf(streams.Count)) { First = (long)counter, Expected = (long)counter };
        (latest, latestKey) = (state, stream);
        return state;
    }

    /// <summary>Many of a few counters, few of very many.</summary>
    private static int RememberedOf(int streams) => streams <= 64 ? 4096 : 64;

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

    private static void Close(List<SequenceGap> closed, SequenceGap gap)
    {
        // Of gaps without end only their number is of interest; neighbours are joined to bound memory.
        if (closed.Count >= MaxOpenGaps) closed[^1] = closed[^1] with { Count = closed[^1].Count + gap.Count };
        else closed.Add(gap);
    }

    /// <param name="remembered">Records whose content is remembered; a power of two.</param>
    private sealed class Stream(int remembered)
    {
        // The number is kept plus one, so that an empty place is none.
        private (long Number, uint Content)[]? contents;

        /// <summary>The lowest number that was there or is awaited.</summary>
        public long First { get; set; }

        public long Expected { get; set; }

        public List<SequenceGap> Open { get; } = [];

        /// <summary>Gaps that nothing can fill any more.</summary>
        public List<SequenceGap> Closed { get; } = [];

        public void Remember(long number, uint content) => (contents ??= new (long, uint)[remembered])[number & (remembered - 1)] = (number + 1, content);

        /// <summary>Whether the record of a number was equal to this one; not, where it is forgotten.</summary>
        public bool Holds(long number, uint content) => contents is not null && contents[number & (remembered - 1)] == (number + 1, content);
    }
}
