using FastAI.Compiler.Graph.Passes;
using FastAI.Compiler.Graph.Steps;

namespace FastAI.Compiler.Graph;

/// <summary>The normalising passes and their order.</summary>
public static class GraphPasses
{
    // Made for each graph: a pass may remember what it has seen of one, and graphs are compiled side by side.
    private static GraphPass[] Passes() =>
        [
            new ComposeGathers(),
            new RemoveDuplicates(),
            new FoldScaleIntoPreviousLinear(),
            new FoldScaleIntoNextLinear(),
            new FoldGatherIntoLinear(),
            new MergeClips(),
            new MergeReciprocalSqrt(),
            new RemoveDead(),
        ];

    /// <summary>Runs all passes until none changes anything.</summary>
    /// <param name="graph">A verified graph.</param>
    /// <param name="keep">Whether somebody states a format for the tensor, ONNX node or initializer of that name, so
    /// that it must stay; null for none.</param>
    public static FloatGraph Run(FloatGraph graph, Predicate<string>? keep = null)
    {
        keep ??= _ => false;
        // First, while the weights are the numbers of the model and every node still says which operator it comes from.
        graph = StepRemoval.Run(graph, keep) ?? graph;
        Verify(graph);
        GraphPass[] passes = Passes();
        bool changed;
        do
        {
            changed = false;
            foreach (var pass in passes)
            {
                var next = pass.Run(graph, keep);
                if (next is null)
                    continue;
                (graph, changed) = (next, true);
                Verify(graph);
            }
        } while (changed);
        GraphVerifier.Verify(graph);
        return graph;
    }

    [System.Diagnostics.Conditional("DEBUG")]
    private static void Verify(FloatGraph graph) => GraphVerifier.Verify(graph);
}
