using System.Collections.Immutable;
using FastAI.Emulation;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Calibration;

/// <summary>Counts events that take another path through an ensemble of decision trees than in the float model.</summary>
/// <param name="node">The trees.</param>
/// <param name="tested">Which element of the float model's tensor each of those is that the trees test.</param>
internal sealed class PathCount(TreeEnsembleNode node, ImmutableArray<int> tested)
{
    private readonly double[] elements = new double[tested.Length];

    public long Events { get; private set; }

    public long ChangedEvents { get; private set; }

    public long ChangedWalks { get; private set; }

    /// <param name="real">The tested tensor in the float model.</param>
    /// <param name="trace">The tensors in fixed point.</param>
    /// <param name="position">Position of the event in the trace.</param>
    public void Add(ReadOnlySpan<double> real, EmulationTrace trace, int position)
    {
        for (int i = 0; i < elements.Length; i++)
            elements[i] = real[tested[i]];
        int walks = node.Ensemble.PartedWalks(elements, trace[node.Input].Slice(position * elements.Length, elements.Length));
        Events++;
        ChangedEvents += walks > 0 ? 1 : 0;
        ChangedWalks += walks;
    }
}
