using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>A power of two moves the binary point and leaves the mantissa.</summary>
internal sealed class ScaleLowerer : NodeLowerer<ScaleNode>
{
    protected override int[] Lower(ScaleNode node, LoweringContext context) => context[node.Input];
}
