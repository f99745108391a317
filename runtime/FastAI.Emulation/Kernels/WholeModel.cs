namespace FastAI.Emulation.Kernels;

/// <summary>All that a model does for one event, from the caller's memory to the caller's: no workspace, no list of steps. Immutable.</summary>
internal abstract unsafe class WholeModel
{
    /// <param name="from">The mantissas of an event.</param>
    /// <param name="to">Receives the results.</param>
    /// <returns>Whether every mantissa lies inside its format; where one does not, results mean nothing.</returns>
    public abstract bool Run(short* from, short* to);

    /// <inheritdoc cref="Run(short*, short*)"/>
    public abstract bool Run(int* from, int* to);

    /// <inheritdoc cref="Run(short*, short*)"/>
    public abstract bool Run(long* from, long* to);
}
