namespace FastAI.Emulation.Streaming;

/// <summary>How a line is kept: the newest elements enter, and of the past only the rows that are read go to the kernel.</summary>
/// <param name="Depth">Ticks that are kept.</param>
/// <param name="Width">Elements of a tick.</param>
/// <param name="Rows">Delays less one that the kernel reads, ascending.</param>
/// <param name="Fill">Before a channel's start: for each element a value of its interval.</param>
internal sealed record LineLayout(int Depth, int Width, int[] Rows, long[] Fill)
{
    /// <summary>Whether the kernel reads the whole line, so that one copy brings it there.</summary>
    public bool IsWhole => Rows.Length == Depth;

    /// <summary>Elements of a channel's memory: a ring of <see cref="Depth"/> rows, twice, so that the rows from the newest on always lie side by side.</summary>
    public int Size => 2 * Depth * Width;
}
