using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Quantization.Passes;

/// <summary>The passes over a fixed-point graph, in order, repeated until none changes anything;
/// the graph is verified after each.</summary>
public static class FixedGraphPasses
{
    public static ImmutableArray<FixedGraphPass> Order { get; } = [new RemoveIdentities(), new MergeGathers(), new RemoveUnread()];

    public static FixedGraph Run(FixedGraph graph)
    {
        bool again;
        do
        {
            again = false;
            foreach (var pass in Order)
            {
                (graph, bool changed) = pass.Run(graph);
                if (changed)
                    FixedGraphVerifier.Verify(graph);
                again |= changed;
            }
        } while (again);
        return graph;
    }
}
