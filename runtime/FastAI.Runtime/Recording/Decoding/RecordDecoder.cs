namespace FastAI.Runtime.Recording.Decoding;

/// <summary>
/// Decodes formats whose records tell their own length, and finds the next record behind damage.
/// A record without a checksum counts as whole when another begins where it ends; otherwise a record that begins inside it shows it to be
/// cut short. Behind damage, only a position where a record begins as all before it did is trusted; where beginnings tell
/// little, another has to begin at its end.
/// </summary>
internal abstract class RecordDecoder : RecordingDecoder
{
    private protected const int MaxRecordBytes = 16 << 20;

    private const int MaxLearningBytes = 1 << 20;

    private long lostFrom = -1;
    private bool learnt;

    /// <summary>Whether nothing follows the bytes at hand.</summary>
    private protected bool AtEnd { get; private set; }

    /// <summary>Bytes by which the start of a record is recognised.</summary>
    private protected abstract int HeaderBytes { get; }

    /// <summary>Whether a checksum makes looking at the following record unnecessary.</summary>
    private protected virtual bool IsChecked => false;

    /// <summary>Whether the beginning of a record alone tells it from other bytes.</summary>
    private protected virtual bool IsDistinctive => true;

    internal sealed override int Decode(ReadOnlySpan<byte> bytes, long offset, bool last, RecordingSink sink)
    {
        int used = 0;
        Needed = 0;
        AtEnd = last;
        if (!learnt)
        {
            learnt = Learn(bytes) || last || bytes.Length >= MaxLearningBytes;
            Needed = learnt ? 0 : 2 * bytes.Length;
            if (!learnt)
                return 0;
        }
        while (used < bytes.Length && !sink.IsStopped)
        {
            var rest = bytes[used..];
            int step = lostFrom >= 0 ? Hunt(rest, offset + used, last, sink) : Run(rest, offset + used, sink);
            if (step == 0 && lostFrom < 0)
                step = Next(rest, offset + used, last, sink);
            if (step == 0)
                break;
            used += step;
        }
        if (last && used == bytes.Length && lostFrom >= 0)
            Found(offset + used, sink);
        return used;
    }

    /// <summary>Finds out what the records of this recording look like, before the first of them is read.</summary>
    /// <param name="bytes">The start of the recording.</param>
    /// <returns>False when more bytes may help.</returns>
    private protected virtual bool Learn(ReadOnlySpan<byte> bytes) => true;

    /// <summary>Looks at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">At least one byte.</param>
    /// <param name="strict">Whether to accept only what resembles the records before.</param>
    /// <param name="length">The record's length; with <see cref="Measured.Unknown"/> the bytes needed to say, where known.</param>
    private protected abstract Measured Measure(ReadOnlySpan<byte> bytes, bool strict, out int length);

    /// <summary>Delivers the records at the start of <paramref name="bytes"/> that are as all others and undamaged, as fast as can be; what
    /// it leaves is looked at with care.</summary>
    /// <returns>How many bytes are used; 0 where the format has no fast way, or the first record is not so.</returns>
    private protected virtual int Run(ReadOnlySpan<byte> bytes, long offset, RecordingSink sink) => 0;

    /// <summary>Delivers a record, or reports what is wrong with it.</summary>
    /// <param name="record">Its bytes, all of them.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="sink">Takes it.</param>
    /// <returns>False when a checksum shows damage; the caller then looks for a record that begins inside.</returns>
    private protected abstract bool Deliver(ReadOnlySpan<byte> record, long offset, RecordingSink sink);

    /// <summary>Position of the first candidate for a record's start at or behind <paramref name="from"/>; -1 when there is none.</summary>
    private protected virtual int Candidate(ReadOnlySpan<byte> bytes, int from) => from < bytes.Length ? from : -1;

    private int Next(ReadOnlySpan<byte> bytes, long offset, bool last, RecordingSink sink)
    {
        switch (Measure(bytes, strict: false, out int length))
        {
            case Measured.Unknown when !last:
                Needed = length;
                return 0;
            case Measured.Unknown:
                sink.Fault(FaultKind.Truncated, offset, bytes.Length, "the recording ends inside a record");
                return bytes.Length;
            case Measured.None:
                lostFrom = offset;
                return Hunt(bytes, offset, last, sink);
        }
        int wanted = IsChecked ? length : length + HeaderBytes;
        if (bytes.Length < wanted && !last)
        {
            Needed = wanted;
            return 0;
        }
        bool whole = bytes.Length >= length;
        bool trusted = whole && (IsChecked || Continues(bytes[length..], last));
        if (trusted && Deliver(bytes[..length], offset, sink))
            return length;
        if (bytes.Length < length + HeaderBytes && !last)
        {
            // Another record may begin in the last bytes of this one.
            Needed = length + HeaderBytes;
            return 0;
        }
        int inside = Find(bytes, 1, Math.Min(length, bytes.Length), out _);
        if (inside > 0)
        {
            Fault(FaultKind.Truncated, bytes, offset, inside, "a record is cut short: another begins inside it", sink);
            return inside;
        }
        if (!whole)
        {
            Fault(
                FaultKind.Truncated,
                bytes,
                offset,
                bytes.Length,
                $"the recording ends {length - bytes.Length} bytes before its last record does",
                sink
            );
            return bytes.Length;
        }
        if (trusted)
        {
            Fault(FaultKind.Corrupt, bytes, offset, length, "the checksum of a record does not match its contents", sink);
            return length;
        }
        // Nothing begins where this record says it ends. If it resembles those before, what follows is damaged
        // and will be found so at its own position.
        if (Measure(bytes, strict: true, out _) == Measured.Record && Deliver(bytes[..length], offset, sink))
            return length;
        lostFrom = offset;
        return Hunt(bytes, offset, last, sink);
    }

    /// <summary>What a damaged record still says of itself.</summary>
    /// <param name="bytes">Its start.</param>
    /// <param name="number">The recorder's number.</param>
    /// <param name="orbit">-1 where it has none.</param>
    /// <param name="bc">-1 where it has none.</param>
    /// <returns>False where nothing of it can be trusted; the place is then that of the record before.</returns>
    private protected virtual bool TryLocate(ReadOnlySpan<byte> bytes, out long number, out long orbit, out int bc)
    {
        (number, orbit, bc) = (-1, -1, -1);
        return false;
    }

    private void Fault(FaultKind kind, ReadOnlySpan<byte> record, long offset, long lost, string detail, RecordingSink sink)
    {
        if (TryLocate(record, out long number, out long orbit, out int bc))
            sink.Fault(kind, offset, lost, number, orbit, bc, detail);
        else
            sink.Fault(kind, offset, lost, detail);
    }

    private bool Continues(ReadOnlySpan<byte> following, bool last) =>
        following.IsEmpty ? last : Measure(following, strict: true, out _) != Measured.None;

    /// <summary>Passes over bytes that are no record. Keeps what may be the beginning of one.</summary>
    private int Hunt(ReadOnlySpan<byte> bytes, long offset, bool last, RecordingSink sink)
    {
        int found = Find(bytes, offset == lostFrom ? 1 : 0, bytes.Length, out int wanted);
        if (found >= 0 && wanted > bytes.Length - found && !last)
        {
            Needed = wanted;
            return found;
        }
        if (found >= 0)
        {
            Found(offset + found, sink);
            return found > 0 ? found : Next(bytes, offset, last, sink);
        }
        // Everything before the last possible start of a header has been looked at.
        return last ? bytes.Length : Math.Max(0, bytes.Length - HeaderBytes + 1);
    }

    private void Found(long offset, RecordingSink sink)
    {
        sink.Fault(FaultKind.Unsynchronised, lostFrom, offset - lostFrom, $"{offset - lostFrom} bytes belong to no record");
        lostFrom = -1;
    }

    /// <summary>The first position from <paramref name="from"/> to before <paramref name="end"/> where a record begins; where beginnings
    /// tell little, only if another follows, as far as can be seen.</summary>
    private int Find(ReadOnlySpan<byte> bytes, int from, int end, out int wanted)
    {
        for (int at = Candidate(bytes, from); at >= 0 && at < end; at = Candidate(bytes, at + 1))
        {
            var what = Measure(bytes[at..], strict: true, out int length);
            if (what == Measured.None || (what == Measured.Unknown && AtEnd))
                continue;
            if (what == Measured.Unknown)
            {
                wanted = Math.Max(length, bytes.Length - at + 1);
                return at;
            }
            wanted = IsDistinctive ? HeaderBytes : length + HeaderBytes;
            if (IsDistinctive || bytes.Length - at < wanted || Measure(bytes[(at + length)..], strict: true, out _) != Measured.None)
                return at;
        }
        wanted = 0;
        return -1;
    }
}
