namespace FastAI.Runtime.Latency;

/// <summary>
/// The firmware's time, cycle by cycle: a FIFO before each instance, which takes an event every initiation interval and presents the result
/// after its latency. Of an interleaved design every channel is served in its own turn. Starts of one server are a period apart while it is
/// busy, so that the number of events waiting follows from the last start alone; nothing is simulated but the events.
/// </summary>
public sealed class FirmwareModel
{
    /// <summary>The FIFO is full: there is no result.</summary>
    public const long Lost = -1;

    /// <summary>The event is earlier than one before it: its result has no time.</summary>
    public const long Late = -2;

    /// <summary>The events of <see cref="OfferAll"/> do not all start at once, and none of them has been taken.</summary>
    public const long Apart = -3;

    /// <summary>The start of a server that has had no event; so early that any event starts as it comes.</summary>
    private const long Never = long.MinValue / 4;

    private readonly FirmwareTiming timing;
    private readonly int depth;
    private readonly int share;
    private readonly bool interleaved;
    private readonly bool alike;
    private readonly long latencyCycles;
    private readonly long period;
    private readonly long deadlineCycles;

    // One element for each server, of the last two for each channel; apart, so that events of many channels which
    // come together are a few vector operations.
    private long[] lastArrivals = [];
    private long[] lastStarts = [];
    private long[] dead = [];
    private long[] shortest = [];
    private long[] longest = [];
    private long firstArrival = long.MaxValue;
    private long lastResult = long.MinValue;

    /// <param name="timing">What the compiler states.</param>
    /// <param name="depth">Events that can wait before an instance; 0 for no FIFO.</param>
    /// <param name="share">Channels that share one instance by its FIFO, when the design is not interleaved.</param>
    /// <param name="deadlineNs">Longest allowed time from the last needed sample to the result; null for none.</param>
    public FirmwareModel(FirmwareTiming timing, int depth, int share = 1, double? deadlineNs = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 1);
        this.timing = timing.Checked();
        this.depth = depth;
        this.share = share;
        interleaved = timing.Interleave > 1;
        latencyCycles = timing.LatencyCycles;
        period = timing.Period;
        alike = share == 1 && !interleaved && (depth > 0 || period == 1);
        // Rounded before it is cut off: 125 ns at 320 MHz are 40 cycles whatever the last bit of the product.
        deadlineCycles = deadlineNs is { } ns ? (long)Math.Floor(Math.Round(ns * timing.ClockMhz / 1000, 6)) : long.MaxValue;
    }

    /// <summary>Told of what comes, waits and is lost; null when that is not wanted.</summary>
    public FifoOccupancy? Occupancy { get; set; }

    /// <summary>Latencies of the accepted events, in cycles from the last needed sample to the result.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Events that found the FIFO full.</summary>
    public long Overflows { get; private set; }

    /// <summary>Events that came with an earlier time than one before them at the same instance; they have no place in its time.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Results after the deadline.</summary>
    public long DeadlineMisses { get; private set; }

    /// <summary>The most events that waited before one instance.</summary>
    public long HighWater { get; private set; }

    /// <summary>Instances, or channels of interleaved ones, that have had an event.</summary>
    public int Servers => lastStarts.Count(s => s != Never);

    /// <summary>Whether every event of a channel took as long as every other of the same channel.</summary>
    public bool IsConstant => Enumerable.Range(0, shortest.Length).All(c => shortest[c] == long.MaxValue || shortest[c] == longest[c]);

    /// <summary>Fraction of the time in which an event would have been lost, over all servers.</summary>
    public double DeadTime
    {
        get
        {
            double cycles = (double)(lastResult - firstArrival) * Servers;
            return cycles > 0 ? dead.Sum(d => (double)d) / cycles : 0;
        }
    }

    /// <summary>The first cycle at which an event of a channel would start without waiting.</summary>
    public long Free(int channel)
    {
        int server = Server(channel);
        return server < lastStarts.Length && lastStarts[server] != Never ? lastStarts[server] + period : 0;
    }

    /// <summary>Brings an event to its instance.</summary>
    /// <param name="channel">The channel that it is of.</param>
    /// <param name="arrival">The cycle at whose edge its last sample is there.</param>
    /// <returns>The cycle at whose edge its result is there; <see cref="Lost"/> or <see cref="Late"/>.</returns>
    public long Offer(int channel, long arrival)
    {
        int server = Server(channel);
        if (server >= lastStarts.Length || channel >= shortest.Length)
            Grow(server + 1, channel + 1);
        if (arrival < lastArrivals[server])
        {
            OutOfOrder++;
            return Late;
        }
        lastArrivals[server] = arrival;
        if (arrival < firstArrival)
            firstArrival = arrival;
        Occupancy?.Arrive(arrival, 1);
        long ready = interleaved ? Turn(arrival, channel % timing.Interleave) : arrival;
        long start = Math.Max(ready, lastStarts[server] + period);
        if (start > ready && !Wait(server, ready, start))
            return Lost;
        if (start == ready && depth == 0)
            dead[server] += period - 1;
        lastStarts[server] = start;
        long result = start + latencyCycles,
            latency = result - arrival;
        if (latency < shortest[channel])
            shortest[channel] = latency;
        if (latency > longest[channel])
            longest[channel] = latency;
        Count(latency, result, 1);
        return result;
    }

    /// <summary>Brings an event of each of several neighbouring channels to its instance, where all of them start as
    /// they come: what is usual is fast.</summary>
    /// <param name="channel">The first channel.</param>
    /// <param name="channels">How many.</param>
    /// <param name="arrival">The cycle at whose edge the last samples are there.</param>
    /// <returns>The cycle at whose edge all results are there; <see cref="Apart"/> when the events have to be offered one by one.</returns>
    public long OfferAll(int channel, int channels, long arrival)
    {
        if (!alike)
            return Apart;
        if (channel + channels > lastStarts.Length)
            Grow(channel + channels, channel + channels);
        var starts = lastStarts.AsSpan(channel, channels);
        // A start is never before its arrival, so that this also says that none of the events is late.
        if (starts.ContainsAnyInRange(arrival - period + 1, long.MaxValue))
            return Apart;
        starts.Fill(arrival);
        lastArrivals.AsSpan(channel, channels).Fill(arrival);
        // The shortest that there is, and therefore never longer than the longest.
        shortest.AsSpan(channel, channels).Fill(latencyCycles);
        if (arrival < firstArrival)
            firstArrival = arrival;
        Occupancy?.Arrive(arrival, channels);
        Count(latencyCycles, arrival + latencyCycles, channels);
        return arrival + latencyCycles;
    }

    private void Count(long latency, long result, int events)
    {
        if (latency > deadlineCycles)
            DeadlineMisses += events;
        if (result > lastResult)
            lastResult = result;
        Latencies.Add(latency, events);
    }

    /// <summary>Puts an event into the FIFO; false when it is full.</summary>
    private bool Wait(int server, long ready, long start)
    {
        // Starts before this one that are still to come: the last start, a period before it, ... as long as they are after this cycle.
        long waiting = lastStarts[server] > ready ? (lastStarts[server] - ready - 1) / period + 1 : 0;
        if (waiting >= depth)
        {
            Overflows++;
            Occupancy?.Lose(ready);
            return false;
        }
        if (waiting + 1 > HighWater)
            HighWater = waiting + 1;
        if (waiting + 1 == depth)
            dead[server] += start - waiting * period - ready;
        Occupancy?.Wait(ready, start, waiting + 1);
        return true;
    }

    private int Server(int channel) => share == 1 || interleaved ? channel : channel / share;

    /// <summary>The first cycle from <paramref name="cycle"/> on that is a channel's turn.</summary>
    private long Turn(long cycle, int slot)
    {
        long behind = (cycle - slot) % timing.Interleave;
        if (behind < 0)
            behind += timing.Interleave;
        return behind == 0 ? cycle : cycle + timing.Interleave - behind;
    }

    private void Grow(int neededServers, int neededChannels)
    {
        int servers = Math.Max(neededServers, 2 * lastStarts.Length),
            channels = Math.Max(neededChannels, 2 * shortest.Length);
        Extend(ref lastArrivals, servers, Never);
        Extend(ref lastStarts, servers, Never);
        Extend(ref dead, servers, 0);
        Extend(ref shortest, channels, long.MaxValue);
        // No latency is less, so that one that is the least there is need not be compared.
        Extend(ref longest, channels, latencyCycles);
    }

    private static void Extend(ref long[] state, int length, long initial)
    {
        int before = state.Length;
        Array.Resize(ref state, length);
        state.AsSpan(before).Fill(initial);
    }
}
