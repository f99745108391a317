using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <inheritdoc cref="NodeLowerer"/>
internal abstract class NodeLowerer<TNode> : NodeLowerer
    where TNode : FixedNode
{
    public sealed override Type Kind => typeof(TNode);

    public sealed override int[] Lower(FixedNode node, LoweringContext context) => Lower((TNode)node, context);

    protected abstract int[] Lower(TNode node, LoweringContext context);
}
