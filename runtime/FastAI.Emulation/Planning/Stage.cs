namespace FastAI.Emulation.Planning;

/// <summary>
/// One part of a plan: a <see cref="Step"/> for each tile or a <see cref="WideStep"/> for several at once. Immutable, so that threads may
/// share it.
/// </summary>
internal abstract class Stage
{
    /// <summary>Memory that a run needs beside the tiles.</summary>
    public virtual int ScratchBytes => 0;
}
