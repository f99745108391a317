using FastAI.Model.FixedGraph;
using FastAI.Model.Streaming;

namespace FastAI.Testing;

/// <summary>The meaning of a model on a stream, twice: its step in unbounded integers tick by tick,
/// and the model on every window.</summary>
public static class StreamOracle
{
    /// <summary>Ticks of one channel through the step, from the channel's start.</summary>
    /// <param name="stream">The step and its states.</param>
    /// <param name="samples">Mantissas tick by tick, each the newest columns of all inputs.</param>
    /// <returns>For each tick after the warm-up the outputs.</returns>
    public static List<long[]> Steps(StreamGraph stream, IReadOnlyList<long[]> samples)
    {
        var step = stream.Step;
        var states = new long[stream.States.Length][];
        for (int s = 0; s < states.Length; s++)
        {
            var type = step.Nodes[stream.StateNode(s)].Type;
            // A line's content before the start must not matter: anything of its interval.
            states[s] = stream.States[s].Initial is { } initial
                ? [.. initial]
                : [.. Enumerable.Range(0, type.Count).Select(i => (long)(i % 2 == 0 ? type[i].Range.High : type[i].Range.Low))];
        }
        var results = new List<long[]>();
        for (int t = 0; t < samples.Count; t++)
        {
            long[][] tensors = Oracle.Trace(step, [.. samples[t], .. states.SelectMany(s => s)]);
            if (t >= stream.WarmUp)
                results.Add([.. step.Outputs.Take(stream.ModelOutputs).SelectMany(o => tensors[o.Node])]);
            for (int s = 0; s < states.Length; s++)
                states[s] = tensors[stream.NextNode(s)];
        }
        return results;
    }

    /// <summary>The model on every window of a channel, with feedback carried from window to window.</summary>
    /// <param name="graph">The model on windows.</param>
    /// <param name="samples">As in <see cref="Steps"/>.</param>
    public static List<long[]> Windows(FixedGraph graph, IReadOnlyList<long[]> samples)
    {
        var settings = graph.Stream!;
        var states = settings.Feedback.ToDictionary(f => f.Input, f => f.Initial.ToArray());
        var results = new List<long[]>();
        for (int last = settings.Ticks - 1; last < samples.Count; last++)
        {
            var outputs = Oracle.Trace(graph, Window(graph, samples, last, states));
            results.Add([.. graph.Outputs.SelectMany(o => outputs[o.Node])]);
            foreach (var feedback in settings.Feedback)
            {
                var (into, port) = ((InputNode)graph.Nodes[graph.Inputs[feedback.Input]], graph.Outputs[feedback.Output].Node);
                states[feedback.Input] =
                [
                    .. outputs[port]
                        .Select(
                            (m, i) =>
                                (long)
                                    ExactQuantize.Apply(
                                        m,
                                        graph.Nodes[port].Type[i].Fraction,
                                        into.Type[i].Format,
                                        into.Rounding,
                                        into.Overflow
                                    )
                        ),
                ];
            }
        }
        return results;
    }

    private static long[] Window(FixedGraph graph, IReadOnlyList<long[]> samples, int last, Dictionary<int, long[]> states)
    {
        var settings = graph.Stream!;
        var window = new List<long>();
        int offset = 0;
        for (int input = 0; input < graph.Inputs.Length; input++)
        {
            if (states.TryGetValue(input, out var state))
            {
                window.AddRange(state);
                continue;
            }
            var shape = graph.Nodes[graph.Inputs[input]].Type.Shape;
            int axis = settings.TimeAxes[input];
            int inner = axis < 0 ? shape.Count : shape.Extents.Skip(axis + 1).Aggregate(1, (a, b) => a * b);
            int width = shape.Count / settings.Ticks;
            for (int outer = 0; outer < width / inner; outer++)
            for (int t = 0; t < settings.Ticks; t++)
                window.AddRange(samples[last - settings.Ticks + 1 + t].AsSpan(offset + outer * inner, inner).ToArray());
            offset += width;
        }
        return [.. window];
    }
}
