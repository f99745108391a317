namespace FastAI.Emulation.Planning;

/// <summary>One stage of a plan: reads and writes rows of a tile of events. Immutable, so that threads may share it.</summary>
internal abstract unsafe class Step
{
    /// <param name="tile">The workspace, 64-byte aligned.</param>
    public abstract void Run(byte* tile);
}
