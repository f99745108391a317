namespace FastAI.Runtime.Latency;

/// <summary>One bunch crossing of the orbit, all orbits of a recording together.</summary>
/// <param name="Bc">Position in the orbit.</param>
/// <param name="Mean">Events waiting in all FIFOs, mean over the time.</param>
/// <param name="Highest">The most that waited in one FIFO when an event came.</param>
/// <param name="Arrived">Events whose last sample came here.</param>
/// <param name="Lost">Those of them that found the FIFO full.</param>
public sealed record FifoPoint(int Bc, double Mean, long Highest, long Arrived, long Lost);
