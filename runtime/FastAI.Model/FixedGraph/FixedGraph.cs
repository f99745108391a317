using System.Collections.Immutable;
using FastAI.Model.Streaming;

namespace FastAI.Model.FixedGraph;

/// <summary>
/// The compiled model and the reference meaning of everything derived from it: nodes in an order in which operands come first.
/// Build one with <see cref="FixedGraphBuilder"/>; <see cref="FixedGraphVerifier"/> states what holds.
/// </summary>
/// <param name="Name">Name of the model in lower snake case; the top entity's name.</param>
/// <param name="Nodes">Operations; operands have smaller indices.</param>
/// <param name="Inputs">Indices of the <see cref="InputNode"/>s in model order.</param>
/// <param name="Outputs">Results in model order.</param>
public sealed record FixedGraph(
    string Name,
    ImmutableArray<FixedNode> Nodes,
    ImmutableArray<int> Inputs,
    ImmutableArray<OutputPort> Outputs
)
{
    /// <summary>How the model runs on a stream; null where whole events enter. The nodes mean the same either way.</summary>
    public StreamSettings? Stream { get; init; }

    /// <summary>Elements of one event over all inputs.</summary>
    public int InputCount => Inputs.Sum(i => Nodes[i].Type.Count);

    /// <summary>Elements of one event over all outputs.</summary>
    public int OutputCount => Outputs.Sum(o => Nodes[o.Node].Type.Count);
}
