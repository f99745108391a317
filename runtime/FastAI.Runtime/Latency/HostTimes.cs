using System.Collections.Immutable;

namespace FastAI.Runtime.Latency;

/// <summary>Distribution of the host's own times: logarithmic bins of 2 %, so that memory does not grow with the run.</summary>
public sealed class HostTimes
{
    private const double Lowest = 0.1;
    private const double Step = 1.02;

    private readonly long[] counts = new long[2048];
    private long count;

    /// <summary>The longest time, exact.</summary>
    public double MaxNs { get; private set; }

    /// <param name="nanoseconds">Time of one event.</param>
    /// <param name="events">How many events took so long.</param>
    public void Add(double nanoseconds, long events)
    {
        int bin = (int)Math.Clamp(Math.Log(Math.Max(nanoseconds, Lowest) / Lowest) / Math.Log(Step), 0, counts.Length - 1);
        counts[bin] += events;
        count += events;
        MaxNs = Math.Max(MaxNs, nanoseconds);
    }

    /// <summary>The distribution in bins that are five of its own wide (10 %), without empty ends.</summary>
    public ImmutableArray<HostBin> Bins()
    {
        const int joined = 5;
        var bins = ImmutableArray.CreateBuilder<HostBin>();
        int first = Array.FindIndex(counts, c => c > 0) / joined,
            last = Array.FindLastIndex(counts, c => c > 0) / joined;
        for (int b = first; b <= last && count > 0; b++)
            bins.Add(
                new(
                    Lowest * Math.Pow(Step, joined * (b + 1)),
                    counts.AsSpan(joined * b, Math.Min(joined, counts.Length - joined * b)).ToArray().Sum()
                )
            );
        return bins.ToImmutable();
    }

    /// <summary>The time that this fraction of the events does not exceed, to 2 %.</summary>
    public double Quantile(double fraction)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(fraction * count)),
            seen = 0;
        for (int i = 0; i < counts.Length && count > 0; i++)
        {
            seen += counts[i];
            if (seen >= rank)
                return Math.Min(MaxNs, Lowest * Math.Pow(Step, i + 1));
        }
        return MaxNs;
    }
}
