using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Turns one kind of node into words: one for each element of the node's tensor, row-major, each the element's mantissa.</summary>
internal abstract class NodeLowerer
{
    /// <summary>The kind of node that it knows.</summary>
    public abstract Type Kind { get; }

    public abstract int[] Lower(FixedNode node, LoweringContext context);
}
