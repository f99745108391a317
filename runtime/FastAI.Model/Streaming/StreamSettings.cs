using System.Collections.Immutable;

namespace FastAI.Model.Streaming;

/// <summary>
/// How a model runs on a stream: one new column of each input enters with each tick and channel, and the
/// result of a tick is the model's on the last
/// <see cref="Ticks"/> columns. The graph itself keeps its meaning on windows;
/// <see cref="StreamTransform"/> derives what one tick computes.
/// </summary>
/// <param name="Ticks">T: columns of a window.</param>
/// <param name="TimeAxes">
/// For each model input, in order, the axis that is time (without the batch); <see cref="NoAxis"/> where every event is
/// one column, or where the input is fed back.
/// </param>
/// <param name="Feedback">Inputs that take an output of the tick before.</param>
public sealed record StreamSettings(int Ticks, ImmutableArray<int> TimeAxes, ImmutableArray<StreamFeedback> Feedback)
{
    /// <summary>In place of an axis: the whole input is one column.</summary>
    public const int NoAxis = -1;

    /// <summary>The feedback into an input; null where its columns come from outside.</summary>
    public StreamFeedback? FeedbackInto(int input) => Feedback.FirstOrDefault(f => f.Input == input);

    public bool Equals(StreamSettings? other) =>
        other is not null
        && Ticks == other.Ticks
        && TimeAxes.AsSpan().SequenceEqual(other.TimeAxes.AsSpan())
        && Feedback.AsSpan().SequenceEqual(other.Feedback.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Ticks, TimeAxes.Length, Feedback.Length);

    /// <summary>Checks the settings against a graph.</summary>
    /// <exception cref="FastAIException">They do not fit; the message names the input and says what to change.</exception>
    public void Verify(FixedGraph.FixedGraph graph)
    {
        if (Ticks < 1)
            throw FastAIException.BadInput($"model '{graph.Name}': a window of {Ticks} ticks");
        if (TimeAxes.Length != graph.Inputs.Length)
            throw FastAIException.BadInput($"model '{graph.Name}': {TimeAxes.Length} time axes for {graph.Inputs.Length} inputs");
        foreach (var feedback in Feedback)
            feedback.Verify(graph);
        for (int i = 0; i < TimeAxes.Length; i++)
        {
            var input = graph.Nodes[graph.Inputs[i]];
            if (Feedback.Count(f => f.Input == i) is var fed and > 0)
            {
                if (fed > 1)
                    throw FastAIException.BadInput($"input '{input.Name}' is fed back from more than one output");
                if (TimeAxes[i] != NoAxis)
                    throw FastAIException.BadInput($"input '{input.Name}' is fed back, so that it has no time axis");
                continue;
            }
            var extents = input.Type.Shape.Extents;
            int ticks =
                TimeAxes[i] == NoAxis ? 1
                : (uint)TimeAxes[i] < (uint)extents.Length ? extents[TimeAxes[i]]
                : throw FastAIException.BadInput($"input '{input.Name}' of shape {input.Type.Shape} has no axis {TimeAxes[i]}");
            if (ticks == Ticks)
                continue;
            throw FastAIException.BadInput(
                $"input '{input.Name}' of shape {input.Type.Shape} has {ticks} ticks on axis {TimeAxes[i]}, not {Ticks} as the others: "
                    + "all inputs of a stream have one column a tick; make what does not change in time a constant of the model, or repeat it along time"
            );
        }
        if (Feedback.Length == TimeAxes.Length)
            throw FastAIException.BadInput($"model '{graph.Name}': all inputs are fed back, none takes samples");
    }
}
