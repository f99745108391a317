using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Every element of an input is a word of its format.</summary>
internal sealed class InputLowerer : NodeLowerer<InputNode>
{
    protected override int[] Lower(InputNode node, LoweringContext context)
    {
        int port = Array.FindIndex([.. context.Graph.Inputs], i => ReferenceEquals(context.Graph.Nodes[i], node));
        var result = new int[node.Type.Count];
        for (int i = 0; i < result.Length; i++) result[i] = context.Builder.Input(port, i, node.Type[i].Format);
        return result;
    }
}
