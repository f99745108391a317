using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Calibration;

/// <summary>Counts events that take another path through an ensemble of decision trees than in the float model.</summary>
internal sealed class PathCount(TreeEnsemble ensemble)
{
    public long Events { get; private set; }

    public long ChangedEvents { get; private set; }

    public long ChangedWalks { get; private set; }

    /// <param name="real">The tested elements in the float model.</param>
    /// <param name="mantissas">The same in fixed point.</param>
    public void Add(ReadOnlySpan<double> real, ReadOnlySpan<long> mantissas)
    {
        int walks = ensemble.PartedWalks(real, mantissas);
        Events++;
        ChangedEvents += walks > 0 ? 1 : 0;
        ChangedWalks += walks;
    }
}
