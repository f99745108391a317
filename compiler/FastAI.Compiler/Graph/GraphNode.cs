using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>
/// One operation of the imported model on real tensors (shapes without the batch dimension). Operands are indices of earlier nodes.
/// Composite operators are built from these when importing, so that no later stage knows them.
/// </summary>
/// <param name="Name">Name of the tensor that the node makes; unique, that of the ONNX tensor where it has one.</param>
/// <param name="Shape">Extents of one event.</param>
/// <param name="Origin">The ONNX node that it stands for, for messages and precision files.</param>
public abstract record GraphNode(string Name, Shape Shape, Origin Origin)
{
    /// <summary>The nodes whose results are read, in order.</summary>
    public virtual ImmutableArray<int> Operands => [];
}
