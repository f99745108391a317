namespace FastAI.Emulation.Planning;

/// <summary>A stage that is faster on several tiles of events at once.</summary>
internal abstract unsafe class WideStep : Stage
{
    /// <summary>Tiles that are given at once at most.</summary>
    public const int Tiles = 8;

    /// <param name="tiles">The first tile, 64-byte aligned.</param>
    /// <param name="stride">Bytes from a tile to the next.</param>
    /// <param name="count">How many, <see cref="Tiles"/> at most.</param>
    /// <param name="scratch">As many bytes as the stage needs, 64-byte aligned; what is in them does not matter.</param>
    public abstract void Run(byte* tiles, nint stride, int count, byte* scratch);
}
