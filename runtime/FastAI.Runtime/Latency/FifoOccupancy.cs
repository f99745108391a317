using System.Collections.Immutable;

namespace FastAI.Runtime.Latency;

/// <summary>
/// What waits in the FIFOs, folded onto one orbit: the orbits of a recording lie over each other, so that trains and gaps show. The mean is
/// exact: every waiting event counts in each bunch crossing for as long as it waits there.
/// </summary>
public sealed class FifoOccupancy
{
    private const double Slack = 1e-6;

    private readonly double cyclesPerBc;
    private readonly long firstBc;
    private readonly double[] waited;
    private readonly long[] highest;
    private readonly long[] arrived;
    private readonly long[] lost;
    private long latestCycle = long.MinValue;
    private int latestBin;
    private long first = long.MaxValue;
    private long last = long.MinValue;

    /// <param name="cyclesPerBc">Clock cycles of a bunch crossing.</param>
    /// <param name="orbitLength">Bunch crossings of an orbit.</param>
    /// <param name="firstBc">Bunch crossing in which cycle 0 is.</param>
    public FifoOccupancy(double cyclesPerBc, int orbitLength, int firstBc)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cyclesPerBc);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(orbitLength);
        (this.cyclesPerBc, this.firstBc) = (cyclesPerBc, firstBc);
        waited = new double[orbitLength];
        highest = new long[orbitLength];
        arrived = new long[orbitLength];
        lost = new long[orbitLength];
    }

    /// <summary>Takes note of events whose last sample is there at a cycle.</summary>
    internal void Arrive(long cycle, int events) => arrived[Bin(cycle)] += events;

    /// <summary>An event that found the FIFO full.</summary>
    internal void Lose(long cycle) => lost[Bin(cycle)]++;

    /// <summary>An event that waits from one cycle to another, as one of so many.</summary>
    internal void Wait(long from, long to, long waiting)
    {
        int bin = Bin(from);
        highest[bin] = Math.Max(highest[bin], waiting);
        last = Math.Max(last, to);
        double orbit = cyclesPerBc * waited.Length,
            wholeOrbits = Math.Floor((to - from) / orbit);
        for (int bc = 0; wholeOrbits > 0 && bc < waited.Length; bc++)
            waited[bc] += wholeOrbits * cyclesPerBc;
        for (double at = from + wholeOrbits * orbit; at < to; )
        {
            double bc = Math.Floor(at / cyclesPerBc + Slack),
                end = Math.Min(to, (bc + 1) * cyclesPerBc);
            waited[Fold((long)bc)] += end - at;
            at = end;
        }
    }

    /// <summary>The bunch crossings in which anything came or waited, in order.</summary>
    public ImmutableArray<FifoPoint> Points()
    {
        // The part of an orbit before the first event and behind the last is not seen as often as the rest.
        double length = Math.Max(1, last - first) / cyclesPerBc;
        long whole = (long)(length / waited.Length);
        int from = first == long.MaxValue ? 0 : Fold((long)Math.Floor(first / cyclesPerBc + Slack)),
            more = (int)Math.Ceiling(length - (double)whole * waited.Length);
        var points = ImmutableArray.CreateBuilder<FifoPoint>();
        for (int bc = 0; bc < waited.Length; bc++)
        {
            if (arrived[bc] == 0 && lost[bc] == 0 && waited[bc] == 0)
                continue;
            long seen = whole + ((bc - from + waited.Length) % waited.Length < more ? 1 : 0);
            points.Add(new(bc, waited[bc] / (cyclesPerBc * Math.Max(1, seen)), highest[bc], arrived[bc], lost[bc]));
        }
        return points.ToImmutable();
    }

    private int Bin(long cycle)
    {
        if (cycle == latestCycle)
            return latestBin;
        first = Math.Min(first, cycle);
        last = Math.Max(last, cycle);
        latestCycle = cycle;
        return latestBin = Fold((long)Math.Floor(cycle / cyclesPerBc + Slack));
    }

    private int Fold(long bc)
    {
        long place = (bc + firstBc) % waited.Length;
        return (int)(place < 0 ? place + waited.Length : place);
    }
}
