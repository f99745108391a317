using FastAI.Model.FixedGraph;

namespace FastAI.Model.Streaming;

/// <summary>
/// From a model on windows to what one tick computes. Every element of every tensor is an expression with a delay; equal expressions are
/// computed once, in the newest column, and older columns come from lines. Strides, padding, pooling and windows of
/// recurrent layers all follow from this one rule.
/// </summary>
public static class StreamTransform
{
    /// <summary>State elements of one channel; more are refused.</summary>
    public const int MaxState = 1 << 23;

    /// <param name="graph">A verified graph with <see cref="FixedGraph.FixedGraph.Stream"/>.</param>
    /// <exception cref="FastAIException">The model cannot run on a stream; the message says why and what to change.</exception>
    public static StreamGraph Of(FixedGraph.FixedGraph graph)
    {
        var settings = graph.Stream
            ?? throw new ArgumentException($"model '{graph.Name}' does not say how it runs on a stream", nameof(graph));
        settings.Verify(graph);
        RefuseWindowWithFeedback(graph, settings);
        for (int i = 0; i < graph.Inputs.Length; i++)
            RequireOneFormatInTime(graph.Nodes[graph.Inputs[i]], settings.TimeAxes[i]);
        var analysis = DelayAnalysis.Of(graph, settings);
        var stream = new StepBuilder(graph, settings, analysis, LiveExpressions.Of(graph, analysis)).Build();
        stream.VerifyStates();
        return stream;
    }

    private static void RefuseWindowWithFeedback(FixedGraph.FixedGraph graph, StreamSettings settings)
    {
        if (settings.Ticks == 1 || settings.Feedback.IsEmpty)
            return;
        string input = graph.Nodes[graph.Inputs[settings.Feedback[0].Input]].Name;
        throw FastAIException.Unsupported(
            $"input '{input}' is fed back, but the model reads {settings.Ticks} ticks at once, so that its state would be that of {settings.Ticks} ticks later: "
                + "export the model for one tick, or leave its state out and let the window be unrolled"
        );
    }

    /// <summary>All ticks of an element pass through one port.</summary>
    private static void RequireOneFormatInTime(FixedNode input, int axis)
    {
        var missing = ((InputNode)input).Missing;
        if (input.Type.Elements.IsUniform && missing is null or { IsUniform: true })
            return;
        var column = new InputColumn(input.Type.Shape, axis);
        for (int i = 0; i < input.Type.Count; i++)
        {
            int newest = column.WindowElement(column.ElementOf(i), 0);
            if (input.Type[i] != input.Type[newest])
                throw FastAIException.Unsupported(
                    $"input '{input.Name}': element {i} is {input.Type[i].Format}, but {input.Type[newest].Format} at the first tick; "
                        + "on a stream all ticks pass through one port: state one format for all ticks"
                );
            if (missing is not null && missing[i] != missing[newest])
                throw FastAIException.Unsupported(
                    $"input '{input.Name}': what stands for a missing value is {missing[i]} in element {i}, but {missing[newest]} at the first tick; "
                        + "on a stream all ticks pass through one port: state one word for all ticks"
                );
        }
    }
}
