using FastAI.Runtime.Latency;

namespace FastAI.Runtime.Tests.Latency;

/// <summary>One server stepped clock by clock with a queue that holds events: slow, and independent of the model's arithmetic.</summary>
internal sealed class CycleSimulation(FirmwareTiming timing, int depth, int slot)
{
    internal sealed record Outcome(long[] Results, long Lost, long HighWater);

    /// <param name="arrivals">Cycle of each event, ascending.</param>
    internal Outcome Run(long[] arrivals)
    {
        var results = new long[arrivals.Length];
        var fifo = new Queue<int>();
        long lost = 0,
            high = 0,
            freeFrom = long.MinValue;
        int next = 0;
        for (long cycle = arrivals[0]; next < arrivals.Length || fifo.Count > 0; cycle++)
        {
            bool turn = timing.Interleave == 1 || ((cycle % timing.Interleave) + timing.Interleave) % timing.Interleave == slot;
            // What waits goes first; then what comes with this edge starts, waits or is lost.
            if (turn && fifo.Count > 0 && cycle >= freeFrom)
            {
                results[fifo.Dequeue()] = cycle + timing.LatencyCycles;
                freeFrom = cycle + (long)timing.Interleave * timing.InitiationInterval;
            }
            for (; next < arrivals.Length && Ready(arrivals[next]) == cycle; next++)
            {
                if (fifo.Count == 0 && cycle >= freeFrom)
                {
                    results[next] = cycle + timing.LatencyCycles;
                    freeFrom = cycle + (long)timing.Interleave * timing.InitiationInterval;
                }
                else if (fifo.Count < depth)
                {
                    fifo.Enqueue(next);
                    high = Math.Max(high, fifo.Count);
                }
                else
                {
                    results[next] = FirmwareModel.Lost;
                    lost++;
                }
            }
        }
        return new(results, lost, high);
    }

    /// <summary>An interleaved design takes a channel's sample at the channel's next turn.</summary>
    private long Ready(long arrival)
    {
        while (timing.Interleave > 1 && ((arrival % timing.Interleave) + timing.Interleave) % timing.Interleave != slot)
            arrival++;
        return arrival;
    }
}
