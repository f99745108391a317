using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Passes;

/// <summary>Removes nodes that no output needs; inputs stay, for they are the model's interface.</summary>
internal sealed class RemoveUnread : FixedGraphPass
{
    public override (FixedGraph Graph, bool Changed) Run(FixedGraph graph)
    {
        var read = new bool[graph.Nodes.Length];
        foreach (var output in graph.Outputs)
            read[output.Node] = true;
        bool changed = false;
        for (int n = read.Length - 1; n >= 0; n--)
        {
            if (graph.Nodes[n] is InputNode)
                read[n] = true;
            if (!read[n])
            {
                changed = true;
                continue;
            }
            foreach (int operand in graph.Nodes[n].Operands)
                read[operand] = true;
        }
        if (!changed)
            return (graph, false);
        var rewriter = new GraphRewriter(graph);
        for (int n = 0; n < read.Length; n++)
            if (read[n])
                rewriter.Keep(n);
        return (rewriter.Finish(), true);
    }
}
