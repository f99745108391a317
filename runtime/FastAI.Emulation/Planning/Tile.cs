namespace FastAI.Emulation.Planning;

/// <summary>
/// The block of events that runs through the whole plan at once. A tensor element is a row of one lane an event; rows lie in slots of
/// <see cref="SlotBytes"/>: two 16-bit elements share one slot (a pair, event by event), a 32-bit element has one, a 64-bit element two.
/// </summary>
internal static class Tile
{
    /// <summary>Events in a block.</summary>
    public const int Events = 64;

    /// <summary>Bytes of a slot: 32 bits an event.</summary>
    public const int SlotBytes = 4 * Events;
}
