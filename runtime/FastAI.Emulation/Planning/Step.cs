namespace FastAI.Emulation.Planning;

/// <summary>A stage that reads and writes rows of one tile of events.</summary>
internal abstract unsafe class Step : Stage
{
    /// <param name="tile">The workspace, 64-byte aligned.</param>
    public abstract void Run(byte* tile);
}
