using System.Numerics;

namespace FastAI.Runtime.Recording.Integrity;

/// <summary>What is known of one counter.</summary>
/// <param name="remembered">Records whose content is remembered; a power of two.</param>
/// <param name="report">Takes what is found out late: what is wrong, where, which number, and why.</param>
internal sealed class CounterState(int remembered, Action<FaultKind, RecordPlace, long, string> report)
{
    private const int MaxOpenGaps = 4096;

    /// <summary>How far before the first record of a recording a late one may lie without being doubted.</summary>
    private const int Near = 64;

    // The number is kept plus one, so that an empty place is none.
    private (long Number, uint Content)[]? contents;
    private CounterDoubt? doubt;
    private long slipped = -1;

    /// <summary>The lowest number that was there or is awaited.</summary>
    internal long First { get; set; }

    internal long Expected { get; set; }

    /// <summary>Gaps that later records may fill.</summary>
    internal List<SequenceGap> Open { get; } = [];

    /// <summary>Gaps that nothing can fill any more.</summary>
    internal List<SequenceGap> Closed { get; } = [];

    /// <summary>The usual case, where a checksum vouches for the counter: it is the expected one.</summary>
    internal bool TryNext(ulong counter, out long number)
    {
        number = Expected;
        if (counter != (ulong)number || doubt is not null)
            return false;
        Expected = number + 1;
        return true;
    }

    internal SequenceVerdict Next(ulong counter, int bits, RecordPlace place, uint? content)
    {
        if (counter == (ulong)Expected && doubt is null)
        {
            Expected++;
            if (content is { } usual)
                Remember(Expected - 1, usual);
            return new(SequenceOrder.Next, Expected - 1, 0);
        }
        var verdict = Judge(counter, bits, place, content is not null);
        if (content is not { } held)
            return verdict;
        if (verdict.IsRepeated && !Holds(verdict.Number, held))
            verdict = verdict with { Order = SequenceOrder.Contradiction };
        verdict = Consider(verdict, bits, place);
        if (!verdict.IsRepeated)
            Remember(verdict.Number, held);
        return verdict;
    }

    /// <summary>Opens a gap up to the number that the recorder ended with.</summary>
    internal void Reach(ulong counter, int bits, RecordPlace place)
    {
        long ahead = Ahead(counter, bits);
        if (ahead > 0)
            Open.Add(new(Expected, ahead, place));
        Expected = Math.Max(Expected, Expected + ahead);
    }

    /// <summary>Nothing follows: what went on as if nothing had happened shows a damaged bit.</summary>
    internal void Complete()
    {
        if (doubt is not null)
            Settle(isDamage: doubt.Late.Count > 0);
    }

    // The shorter way round the counter decides between ahead and behind.
    private long Ahead(ulong counter, int bits) => (long)((counter - (ulong)Expected) << (64 - bits)) >> (64 - bits);

    private SequenceVerdict Judge(ulong counter, int bits, RecordPlace place, bool isUnchecked)
    {
        long ahead = Ahead(counter, bits),
            number = Expected + ahead;
        if (ahead >= 0)
        {
            Expected = number + 1;
            if (ahead == 0)
                return new(SequenceOrder.Next, number, 0);
            Open.Add(new(number - ahead, ahead, place));
            if (Open.Count > MaxOpenGaps)
            {
                Close(Open[0]);
                Open.RemoveAt(0);
            }
            return new(SequenceOrder.Gap, number, ahead);
        }
        if (number < First && !(isUnchecked && First - number > Near && IsOneBit(Expected, number, bits)))
        {
            // The recording was joined in its middle, and what came before arrives late.
            if (First - number > 1)
                Open.Add(new(number + 1, First - number - 1, place));
            First = number;
            return new(SequenceOrder.Reordered, number, 0);
        }
        return new(Fill(number) ? SequenceOrder.Reordered : SequenceOrder.Duplicate, number, 0);
    }

    /// <summary>Holds a verdict that trusts the counter against the damage of one of its bits.</summary>
    private SequenceVerdict Consider(SequenceVerdict verdict, int bits, RecordPlace place)
    {
        switch (verdict.Order)
        {
            case SequenceOrder.Next:
                Settle(isDamage: false);
                return verdict;
            case SequenceOrder.Gap:
                Settle(isDamage: false);
                long expected = verdict.Number - verdict.Missing;
                if (slipped == expected && verdict.Missing == 1)
                {
                    // The one that is missing is the one whose counter contradicted those before it.
                    Open.RemoveAt(Open.Count - 1);
                    return verdict with { Order = SequenceOrder.Next, Missing = 0 };
                }
                if (IsOneBit(expected, verdict.Number, bits))
                    doubt = new(expected, verdict.Number, place);
                return verdict;
            case SequenceOrder.Reordered when doubt is { } d && verdict.Number == d.Following && !d.IsAfter(place):
                d.Late.Add((verdict.Number, place));
                if (d.Late.Count < CounterDoubt.Enough)
                    return verdict with { IsDeferred = true };
                Expected = verdict.Number + 1;
                Settle(isDamage: true);
                return verdict with { Order = SequenceOrder.Next };
            case SequenceOrder.Reordered:
                Settle(isDamage: false);
                return verdict;
            case SequenceOrder.Contradiction when doubt is { IsComplete: true } d && verdict.Number == d.Jump:
                Settle(isDamage: true);
                return verdict with { Order = SequenceOrder.Next };
            case SequenceOrder.Contradiction:
                slipped = IsOneBit(Expected, verdict.Number, bits) ? Expected : -1;
                return verdict;
            default:
                return verdict;
        }
    }

    private void Settle(bool isDamage)
    {
        if (doubt is not { } settled)
            return;
        doubt = null;
        if (!isDamage)
        {
            foreach (var (number, place) in settled.Late)
                report(FaultKind.Reordered, place, number, SequenceTracker.LateDetail);
            return;
        }
        Open.RemoveAll(g => g.First >= settled.Expected && g.First < settled.Jump);
        report(
            FaultKind.Corrupt,
            settled.Place,
            settled.Expected,
            $"the counter of a record is damaged: it says {settled.Jump} where {settled.Expected} was due"
        );
    }

    private static bool IsOneBit(long expected, long number, int bits) =>
        BitOperations.PopCount((ulong)(expected ^ number) << (64 - bits)) == 1;

    private bool Fill(long number)
    {
        int at = Open.FindLastIndex(g => g.First <= number && number < g.First + g.Count);
        if (at < 0)
            return false;
        var gap = Open[at];
        Open.RemoveAt(at);
        long after = gap.First + gap.Count - 1 - number;
        if (after > 0)
            Open.Insert(at, gap with { First = number + 1, Count = after });
        if (number > gap.First)
            Open.Insert(at, gap with { Count = number - gap.First });
        return true;
    }

    private void Close(SequenceGap gap)
    {
        // Of gaps without end only their number is of interest; neighbours are joined to bound memory.
        if (Closed.Count >= MaxOpenGaps)
            Closed[^1] = Closed[^1] with { Count = Closed[^1].Count + gap.Count };
        else
            Closed.Add(gap);
    }

    private void Remember(long number, uint content) =>
        (contents ??= new (long, uint)[remembered])[number & (remembered - 1)] = (number + 1, content);

    /// <summary>Whether the record of a number was equal to this one; not, where it is forgotten.</summary>
    private bool Holds(long number, uint content) => contents is not null && contents[number & (remembered - 1)] == (number + 1, content);
}
