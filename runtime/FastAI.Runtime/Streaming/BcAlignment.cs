namespace FastAI.Runtime.Streaming;

/// <summary>How many bunch crossings after its last sample each result comes, and what the wraps of the orbit do to it.</summary>
internal sealed class BcAlignment(double cyclesPerBc, int orbitLength, long firstBc)
{
    private const double Slack = 1e-6;

    private long lastResult = long.MinValue;
    private long lastSample = long.MinValue;
    private long events;
    private long lastOrbit = long.MinValue;
    private long distance;
    private bool crosses;

    internal long Min { get; private set; } = long.MaxValue;

    internal long Max { get; private set; } = long.MinValue;

    internal long Wraps { get; private set; }

    internal long InNextOrbit { get; private set; }

    internal bool IsEmpty => events == 0;

    /// <param name="sampleBc">Bunch crossing of the last needed sample, from the first record on.</param>
    /// <param name="resultCycle">Cycle of the result, from the first record on.</param>
    /// <param name="count">Events that share both.</param>
    internal void Add(long sampleBc, long resultCycle, int count = 1)
    {
        events += count;
        // The channels of one record share both.
        if (sampleBc != lastSample || resultCycle != lastResult)
        {
            (lastSample, lastResult) = (sampleBc, resultCycle);
            long resultBc = (long)Math.Floor(resultCycle / cyclesPerBc + Slack);
            distance = resultBc - sampleBc;
            long orbit = (firstBc + sampleBc) / orbitLength;
            crosses = (firstBc + resultBc) / orbitLength != orbit;
            if (lastOrbit != long.MinValue && orbit > lastOrbit)
                Wraps += orbit - lastOrbit;
            lastOrbit = Math.Max(lastOrbit, orbit);
            Min = Math.Min(Min, distance);
            Max = Math.Max(Max, distance);
        }
        if (crosses)
            InNextOrbit += count;
    }
}
