namespace FastAI.Model.Build;

/// <summary>A slower design within the same latency budget.</summary>
/// <param name="LatencyCycles">Clock cycles from input to output.</param>
/// <param name="ClockMhz">The highest clock with so many cycles.</param>
/// <param name="Lut">Look-up tables, estimated.</param>
/// <param name="Ff">Flip-flops, estimated.</param>
public sealed record BuildTrade(int LatencyCycles, double ClockMhz, long Lut, long Ff)
{
    /// <summary>From input to output, in nanoseconds.</summary>
    public double LatencyNs => Math.Round(LatencyCycles * 1000.0 / ClockMhz, 3);
}
