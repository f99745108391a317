using FastAI.Compiler.Netlist;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Lowering;

/// <summary>Every element of an input is a word of its format; every element of a state a word of its interval.</summary>
internal sealed class InputLowerer : NodeLowerer<InputNode>
{
    protected override int[] Lower(InputNode node, LoweringContext context)
    {
        CircuitBuilder b = context.Builder;
        int port = Array.FindIndex([.. context.Graph.Inputs], i => ReferenceEquals(context.Graph.Nodes[i], node)),
            state = port - context.SampleInputs;
        var result = new int[node.Type.Count];
        for (int i = 0; i < result.Length; i++)
        {
            if (state < 0)
            {
                result[i] = b.Input(port, i, node.Type[i].Format);
                continue;
            }
            int element = context.FirstElements[state] + i;
            result[i] = b.State(element, context.Wide.Contains(element) ? node.Type[i].Format.Range : node.Type[i].Range);
        }
        return result;
    }
}
