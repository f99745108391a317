using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Passes;

/// <summary>An index map of index maps is one index map.</summary>
internal sealed class MergeGathers : FixedGraphPass
{
    public override (FixedGraph Graph, bool Changed) Run(FixedGraph graph)
    {
        var rewriter = new GraphRewriter(graph);
        bool changed = false;
        for (int n = 0; n < graph.Nodes.Length; n++)
        {
            if (graph.Nodes[n] is not GatherNode gather || !gather.Inputs.Any(i => graph.Nodes[i] is GatherNode))
            {
                rewriter.Keep(n);
                continue;
            }
            changed = true;
            rewriter.Place(n, Merge(graph, gather, rewriter));
        }
        return changed ? (rewriter.Finish(), true) : (graph, false);
    }

    private static GatherNode Merge(FixedGraph graph, GatherNode gather, GraphRewriter rewriter)
    {
        // Where each element comes from: (source node, element) after looking through one level of index maps.
        var origin = new List<(int Node, int Element)>();
        foreach (int input in gather.Inputs)
        {
            if (graph.Nodes[input] is GatherNode inner)
            {
                var laid = new List<(int, int)>();
                foreach (int source in inner.Inputs)
                    Lay(graph, source, laid);
                foreach (int element in inner.Map)
                    origin.Add(laid[element]);
            }
            else
                Lay(graph, input, origin);
        }
        var start = new Dictionary<int, int>();
        var inputs = ImmutableArray.CreateBuilder<int>();
        int end = 0;
        var map = new int[gather.Map.Length];
        for (int i = 0; i < map.Length; i++)
        {
            var (node, element) = origin[gather.Map[i]];
            if (!start.TryGetValue(node, out int offset))
            {
                start[node] = offset = end;
                end += graph.Nodes[node].Type.Count;
                inputs.Add(rewriter.Moved(node));
            }
            map[i] = offset + element;
        }
        return gather with { Inputs = inputs.ToImmutable(), Map = [.. map] };
    }

    private static void Lay(FixedGraph graph, int node, List<(int, int)> into)
    {
        for (int e = 0; e < graph.Nodes[node].Type.Count; e++)
            into.Add((node, e));
    }
}
