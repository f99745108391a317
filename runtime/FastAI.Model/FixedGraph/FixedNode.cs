using System.Collections.Immutable;

namespace FastAI.Model.FixedGraph;

/// <summary>
/// One operation of the compiled model on integer tensors. Operands are indices of earlier nodes of the same <see cref="FixedGraph"/>.
/// All operations but <see cref="QuantizeNode"/> and <see cref="TableNode"/> are exact; <see cref="Typing"/> states the meaning of each.
/// </summary>
/// <param name="Name">Name of the tensor that the node makes; unique in the graph, that of the source
/// model's tensor where it has one.</param>
/// <param name="Type">Shape, formats and proved intervals of the result.</param>
public abstract record FixedNode(string Name, TensorType Type)
{
    /// <summary>The nodes whose results are read, in order.</summary>
    public virtual ImmutableArray<int> Operands => [];
}
