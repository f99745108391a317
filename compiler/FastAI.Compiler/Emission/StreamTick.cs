namespace FastAI.Compiler.Emission;

/// <summary>How a sample enters a stream design.</summary>
/// <param name="Channel">Its channel.</param>
/// <param name="Restart">Whether it is the first of its channel.</param>
/// <param name="Reset">Whether the whole design is reset before it.</param>
/// <param name="Valid">Whether it gives a result: the channel's warm-up is over.</param>
public readonly record struct StreamTick(int Channel, bool Restart, bool Reset, bool Valid)
{
    /// <summary>What test benches call the kind of a sample.</summary>
    internal int Kind => (Restart ? 1 : 0) + (Reset ? 2 : 0);
}
