namespace FastAI.Runtime.Latency;

/// <summary>
/// The firmware's time, cycle by cycle: a FIFO before each instance, which takes an event every initiation interval and presents the result after its latency. Of an interleaved design every
/// channel is served in its own turn. Starts of one server are a period apart while it is busy, so that the number of events waiting follows from the last start alone; nothing is
/// simulated but the events.
/// </summary>
public sealed class FirmwareModel
{
    /// <summary>The FIFO is full: there is no result.</summary>
    public const long Lost = -1;

    /// <summary>The event is earlier than one before it: its result has no time.</summary>
    public const long Late = -2;

    private readonly FirmwareTiming timing;
    private readonly int depth;
    private readonly int share;
    private readonly bool interleaved;
    private readonly long latencyCycles;
    private readonly long period;
    private readonly long deadlineCycles;
    private Server[] servers = [];
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
        // Rounded before it is cut off: 125 ns at 320 MHz are 40 cycles whatever the last bit of the product.
        deadlineCycles = deadlineNs is { } ns ? (long)Math.Floor(Math.Round(ns * timing.ClockMhz / 1000, 6)) : long.MaxValue;
    }

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
    public int Servers => servers.Count(s => s.Events > 0);

    /// <summary>Whether every event of a channel took as long as every other of the same channel.</summary>
    public bool IsConstant => servers.All(s => s.Events == 0 || s.MinLatency == s.MaxLatency);

    /// <summary>Fraction of the time in which an event would have been lost, over all servers.</summary>
    public double DeadTime
    {
        get
        {
            double cycles = (double)(lastResult - firstArrival) * Servers;
            return cycles > 0 ? servers.Sum(s => (double)s.Dead) / cycles : 0;
        }
    }

    /// <summary>The first cycle at which an event of a channel would start without waiting.</summary>
    public long Free(int channel)
    {
        int index = Index(channel);
        return index < servers.Length && servers[index].Events > 0 ? servers[index].LastStart + period : 0;
    }

    /// <summary>Brings an event to its instance.</summary>
    /// <param name="channel">The channel that it is of.</param>
    /// <param name="arrival">The cycle at whose edge its last sample is there.</param>
    /// <returns>The cycle at whose edge its result is there; <see cref="Lost"/> or <see cref="Late"/>.</returns>
    public long Offer(int channel, long arrival)
    {
        int index = Index(channel);
        if (index >= servers.Length) Grow(index);
        ref var server = ref servers[index];
        if (server.Events > 0 && arrival >= server.LastStart + period && depth > 0 && !interleaved) return Start(ref server, arrival);
        if (server.Events > 0 && arrival < server.LastArrival)
        {
            OutOfOrder++;
            return Late;
        }
        server.LastArrival = arrival;
        long ready = interleaved ? Turn(arrival, channel % timing.Interleave) : arrival;
        long start = server.Events == 0 ? ready : Math.Max(ready, server.LastStart + period);
        if (arrival < firstArrival) firstArrival = arrival;
        if (start > ready && !Wait(ref server, ready, start)) return Lost;
        if (start == ready && depth == 0) server.Dead += period - 1;
        server.LastStart = start;
        long result = start + latencyCycles;
        long latency = result - arrival;
        if (server.Events++ == 0) (server.MinLatency, server.MaxLatency) = (latency, latency);
        else if (latency < server.MinLatency) server.MinLatency = latency;
        else if (latency > server.MaxLatency) server.MaxLatency = latency;
        if (latency > deadlineCycles) DeadlineMisses++;
        if (result > lastResult) lastResult = result;
        Latencies.Add(latency);
        return result;
    }

    /// <summary>The common case: the instance is free, and the event starts as it comes.</summary>
    private long Start(ref Server server, long arrival)
    {
        server.LastArrival = server.LastStart = arrival;
        server.Events++;
        if (server.MinLatency > latencyCycles) server.MinLatency = latencyCycles;
        if (latencyCycles > deadlineCycles) DeadlineMisses++;
        long result = arrival + latencyCycles;
        if (result > lastResult) lastResult = result;
        if (arrival < firstArrival) firstArrival = arrival;
        Latencies.Add(latencyCycles);
        return result;
    }

    /// <summary>Puts an event into the FIFO; false when it is full.</summary>
    private bool Wait(ref Server server, long ready, long start)
    {
        // Starts before this one that are still to come: LastStart, LastStart - period, ... as long as they are after this cycle.
        long waiting = server.LastStart > ready ? (server.LastStart - ready - 1) / period + 1 : 0;
        if (waiting >= depth)
        {
            Overflows++;
            return false;
        }
        if (waiting + 1 > HighWater) HighWater = waiting + 1;
        if (waiting + 1 == depth) server.Dead += start - waiting * period - ready;
        return true;
    }

    private int Index(int channel) => share == 1 || interleaved ? channel : channel / share;

    /// <summary>The first cycle from <paramref name="cycle"/> on that is a channel's turn.</summary>
    private long Turn(long cycle, int slot)
    {
        long behind = (cycle - slot) % timing.Interleave;
        if (behind < 0) behind += timing.Interleave;
        return behind == 0 ? cycle : cycle + timing.Interleave - behind;
    }

    private void Grow(int index) => Array.Resize(ref servers, Math.Max(index + 1, 2 * servers.Length));

    private struct Server
    {
        public long Events;
        public long LastArrival;
        public long LastStart;
        public long Dead;
        public long MinLatency;
        public long MaxLatency;
    }
}
