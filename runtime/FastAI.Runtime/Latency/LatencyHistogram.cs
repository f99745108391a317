using System.Collections.Immutable;

namespace FastAI.Runtime.Latency;

/// <summary>Counts latencies in clock cycles. Exact up to a bound; what is longer is counted at the bound, and its maximum kept.</summary>
public sealed class LatencyHistogram
{
    private const int Bound = 1 << 16;

    private readonly long[] counts = new long[Bound + 1];

    public long Count { get; private set; }

    public long Min { get; private set; } = long.MaxValue;

    public long Max { get; private set; } = long.MinValue;

    public void Add(long cycles, int events = 1)
    {
        counts[(int)Math.Min((ulong)cycles, Bound)] += events;
        Count += events;
        if (cycles < Min)
            Min = cycles;
        if (cycles > Max)
            Max = cycles;
    }

    /// <summary>The smallest latency that at least this fraction of events does not exceed.</summary>
    public long Quantile(double fraction)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(fraction * Count)),
            seen = 0;
        for (int i = 0; i < Bound; i++)
        {
            seen += counts[i];
            if (seen >= rank)
                return i;
        }
        return Count == 0 ? 0 : Max;
    }

    /// <summary>The bins that are not empty.</summary>
    public ImmutableArray<LatencyBin> Bins() =>
        [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0).Select(i => new LatencyBin(i, counts[i]))];
}
