using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>An index map costs nothing: the words of the operands, laid end to end, in another order.</summary>
internal sealed class GatherLowerer : NodeLowerer<GatherNode>
{
    protected override int[] Lower(GatherNode node, LoweringContext context)
    {
        int[] all = [.. node.Inputs.SelectMany(i => context[i])];
        return [.. node.Map.Select(i => all[i])];
    }
}
