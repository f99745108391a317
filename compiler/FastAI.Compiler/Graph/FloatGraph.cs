using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>What the ONNX model says, normalised: static shapes, constants folded, one record a kind of operation.</summary>
/// <param name="Name">Name of the model in lower snake case, fit for a VHDL entity.</param>
/// <param name="Nodes">Operations; operands have smaller indices.</param>
/// <param name="Inputs">Indices of the <see cref="GraphInput"/>s in model order.</param>
/// <param name="Outputs">Results in model order.</param>
public sealed record FloatGraph(
    string Name,
    ImmutableArray<GraphNode> Nodes,
    ImmutableArray<int> Inputs,
    ImmutableArray<OutputPort> Outputs
);
