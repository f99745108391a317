using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Passes;

/// <summary>
/// Removes what cannot change a mantissa nor its format: quantisations whose proved interval
/// already fits, and index maps that move nothing.
/// </summary>
internal sealed class RemoveIdentities : FixedGraphPass
{
    public override (FixedGraph Graph, bool Changed) Run(FixedGraph graph)
    {
        var rewriter = new GraphRewriter(graph);
        bool changed = false;
        for (int n = 0; n < graph.Nodes.Length; n++)
        {
            if (Identity(graph, n) is not { } same)
            {
                rewriter.Keep(n);
                continue;
            }
            changed = true;
            int copied = rewriter.Moved(same);
            rewriter.Replace(n, copied);
            // The tensor's own name outlives that of an inner step.
            string name = graph.Nodes[n].Name,
                kept = rewriter[copied].Name;
            if (kept.StartsWith(name + "/", StringComparison.Ordinal))
                rewriter.Rename(copied, name);
        }
        return changed ? (rewriter.Finish(), true) : (graph, false);
    }

    private static int? Identity(FixedGraph graph, int index)
    {
        switch (graph.Nodes[index])
        {
            case QuantizeNode quantize when SameElements(quantize.Type, graph.Nodes[quantize.Input].Type):
                return quantize.Input;
            case GatherNode { Inputs.Length: 1 } gather when SameShape(gather.Type, graph.Nodes[gather.Inputs[0]].Type):
                for (int i = 0; i < gather.Map.Length; i++)
                    if (gather.Map[i] != i)
                        return null;
                return gather.Inputs[0];
            default:
                return null;
        }
    }

    // Equal formats and intervals: the quantisation drops no bits and the interval proves that it limits nothing.
    private static bool SameElements(TensorType a, TensorType b) => a.Elements.Equals(b.Elements);

    private static bool SameShape(TensorType a, TensorType b) => a.Shape.Equals(b.Shape);
}
