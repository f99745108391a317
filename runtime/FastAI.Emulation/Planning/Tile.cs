namespace FastAI.Emulation.Planning;

/// <summary>
/// A tile is a block of events that runs through the whole plan at once: this many for throughput, one for latency. A tensor element is a
/// row of one lane an event; rows lie in slots of 32 bits an event: two 16-bit elements share one slot (a pair, event by event), a
/// 32-bit element has one, a 64-bit element two.
/// </summary>
internal static class Tile
{
    /// <summary>Events in a block.</summary>
    public const int Events = 64;
}
