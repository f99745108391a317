using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Constants are wires.</summary>
internal sealed class ConstantLowerer : NodeLowerer<ConstantNode>
{
    protected override int[] Lower(ConstantNode node, LoweringContext context) => [.. node.Values.Select(context.Builder.Constant)];
}
