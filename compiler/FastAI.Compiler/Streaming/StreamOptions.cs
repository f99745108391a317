using System.Collections.Immutable;
using System.Globalization;
using FastAI.Compiler.Graph;
using FastAI.Model;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;
using FastAI.Model.Streaming;

namespace FastAI.Compiler.Streaming;

/// <summary>How a model is to run on a stream, in the terms of the command line.</summary>
public sealed record StreamOptions
{
    /// <summary>Bunch crossings of the LHC.</summary>
    public const double DefaultSampleRateMHz = 40;

    /// <summary>In place of an axis: every event is one tick.</summary>
    public const string None = "none";

    /// <summary>The time axis of all inputs, counted as NumPy does and without the batch; null for the last, or for
    /// <see cref="None"/> where a state is carried.</summary>
    public string? TimeAxis { get; init; }

    /// <summary>Outputs that are fed back into inputs.</summary>
    public ImmutableArray<StateBinding> States { get; init; } = [];

    /// <summary>Samples of one channel, in MHz; null for <see cref="DefaultSampleRateMHz"/>, or what the clock allows.</summary>
    public double? SampleRateMHz { get; init; }

    /// <summary>The time axis of an input of the given rank; <see cref="StreamSettings.NoAxis"/> for none.</summary>
    /// <exception cref="FastAIException">There is no such axis.</exception>
    public int AxisOf(string input, int rank)
    {
        string axis = TimeAxis ?? (States.IsEmpty ? "-1" : None);
        if (axis == None)
            return StreamSettings.NoAxis;
        if (!int.TryParse(axis, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            throw new FastAIException(ExitCode.Usage, $"--time-axis: '{axis}' is neither an axis nor '{None}'");
        int counted = number < 0 ? number + rank : number;
        return counted >= 0 && counted < rank
            ? counted
            : throw new FastAIException(
                ExitCode.Usage,
                $"--time-axis {axis}: input '{input}' has {rank} axes without the batch; "
                    + $"write -{rank} to {rank - 1}, or '{None}' where every event is one tick"
            );
    }

    /// <summary>Refuses names and axes that a float model does not have, before anything is computed from it.</summary>
    /// <exception cref="FastAIException">The first of them.</exception>
    public void Require(FloatGraph graph)
    {
        foreach (var state in States)
        {
            IndexOf("input", state.Input, graph.Inputs.Select(i => graph.Nodes[i].Name));
            IndexOf("output", state.Output, graph.Outputs.Select(o => o.Name));
        }
        foreach (var input in graph.Inputs.Select(i => graph.Nodes[i]).Where(n => !IsFed(n.Name)))
        {
            int axis = AxisOf(input.Name, input.Shape.Rank);
            // Recurrent layers have their features last: a window of one tick would be compiled without a word.
            if (TimeAxis is null && axis >= 0 && input.Shape[axis] == 1 && input.Shape.Count > 1)
                throw new FastAIException(
                    ExitCode.Usage,
                    $"input '{input.Name}' of shape {input.Shape} has a single tick on its last axis: "
                        + $"name its time axis by --time-axis (0 to {input.Shape.Rank - 1}), or write --time-axis none where every event is one tick"
                );
        }
    }

    /// <summary>Whether an input takes an output of the tick before.</summary>
    public bool IsFed(string input) => States.Any(s => s.Input == input);

    /// <summary>The settings for a compiled model.</summary>
    /// <exception cref="FastAIException">A name, axis or shape does not fit the model.</exception>
    public StreamSettings For(FixedGraph graph)
    {
        var feedback = States.Select(s => Feedback(graph, s)).ToImmutableArray();
        var fed = feedback.Select(f => f.Input).ToHashSet();
        var axes = graph
            .Inputs.Select(
                (node, i) => fed.Contains(i) ? StreamSettings.NoAxis : AxisOf(graph.Nodes[node].Name, graph.Nodes[node].Type.Shape.Rank)
            )
            .ToImmutableArray();
        int first = Enumerable.Range(0, axes.Length).FirstOrDefault(i => !fed.Contains(i));
        int ticks = axes[first] == StreamSettings.NoAxis ? 1 : graph.Nodes[graph.Inputs[first]].Type.Shape[axes[first]];
        var settings = new StreamSettings(ticks, axes, feedback);
        settings.Verify(graph);
        return settings;
    }

    /// <summary>All of it, for the manifest.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"axis {TimeAxis ?? "default"}, {SampleRateMHz ?? DefaultSampleRateMHz} MHz, states {string.Join(", ", States)}"
        );

    private static StreamFeedback Feedback(FixedGraph graph, StateBinding state)
    {
        int input = IndexOf("input", state.Input, graph.Inputs.Select(i => graph.Nodes[i].Name)),
            output = IndexOf("output", state.Output, graph.Outputs.Select(o => o.Name));
        var into = (InputNode)graph.Nodes[graph.Inputs[input]];
        long Initial(int i) => Quantizer.Quantize(state.Initial, into.Type[i].Format, into.Rounding, into.Overflow);
        return new StreamFeedback(input, output, [.. Enumerable.Range(0, into.Type.Count).Select(Initial)]);
    }

    private static int IndexOf(string kind, string name, IEnumerable<string> names)
    {
        var all = names.ToList();
        int index = all.IndexOf(name);
        return index >= 0
            ? index
            : throw new FastAIException(
                ExitCode.Usage,
                $"--state: the model has no {kind} '{name}'; it has {string.Join(", ", all.Select(n => $"'{n}'"))}"
            );
    }
}
