namespace FastAI.Emulation.Streaming;

/// <summary>
/// Lines of a channel that are kept together: with each tick a record of their newest elements enters a ring, and of the past only
/// the records that are read go to the kernel.
/// </summary>
/// <param name="Depth">Records that are kept: those of the deepest line.</param>
/// <param name="Width">Elements of a record.</param>
/// <param name="Rows">Delays less one that the kernel reads, ascending.</param>
/// <param name="Fill">Before a channel's start: for each element a value of its interval.</param>
internal sealed record LineGroup(int Depth, int Width, int[] Rows, long[] Fill)
{
    /// <summary>Whether the kernel reads all records, so that one copy brings them there.</summary>
    public bool IsWhole => Rows.Length == Depth;

    /// <summary>Elements of a channel's memory: a ring of <see cref="Depth"/> records, twice, so that the records from the
    /// newest on always lie side by side.</summary>
    public int Size => 2 * Depth * Width;
}
