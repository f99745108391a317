using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Model.Streaming;

/// <summary>What a model on a stream computes with each tick of a channel. Derived from the graph on windows by
/// <see cref="StreamTransform"/>.</summary>
/// <param name="Step">
/// A pure graph for one tick. Its inputs are the newest column of the model's inputs (those that are not fed back, in model order, the time
/// axis removed), then one for each state; its outputs are the model's, in model order, then the next value of each state. The type of a
/// line's input keeps the proved interval of what it delays.
/// </param>
/// <param name="States">What is kept, in the order of the last inputs and outputs of <paramref name="Step"/>.</param>
/// <param name="WarmUp">Ticks after a channel's start before the first result.</param>
public sealed record StreamGraph(FixedGraph.FixedGraph Step, ImmutableArray<StreamState> States, int WarmUp)
{
    /// <summary>Inputs of <see cref="Step"/> that take samples.</summary>
    public int SampleInputs => Step.Inputs.Length - States.Length;

    /// <summary>Outputs of <see cref="Step"/> that are the model's.</summary>
    public int ModelOutputs => Step.Outputs.Length - States.Length;

    /// <summary>The step with the model's own inputs and outputs alone: what enters and leaves with a tick.</summary>
    public FixedGraph.FixedGraph Ports => Step with { Inputs = Step.Inputs[..SampleInputs], Outputs = Step.Outputs[..ModelOutputs] };

    /// <summary>The input node that reads a state.</summary>
    public int StateNode(int state) => Step.Inputs[SampleInputs + state];

    /// <summary>The node that makes the next value of a state.</summary>
    public int NextNode(int state) => Step.Outputs[ModelOutputs + state].Node;

    /// <summary>What holds: the step is a graph whose states' next values have the shape of the states and lie in their
    /// intervals, at the same fraction.</summary>
    /// <exception cref="FastAIException">The first thing that does not hold.</exception>
    public void Verify()
    {
        FixedGraphVerifier.Verify(Step, SampleInputs);
        VerifyStates();
    }

    /// <summary>What <see cref="Verify"/> checks of the states: for a step that the builder has verified.</summary>
    internal void VerifyStates()
    {
        for (int s = 0; s < States.Length; s++)
        {
            var (state, next) = (Step.Nodes[StateNode(s)], Step.Nodes[NextNode(s)]);
            if (state.Name != States[s].Name)
                throw FastAIException.BadInput($"state '{States[s].Name}' is read by input '{state.Name}'");
            if (!state.Type.Shape.Equals(next.Type.Shape))
                throw FastAIException.BadInput($"state '{state.Name}' of shape {state.Type.Shape} goes on as {next.Type.Shape}");
            for (int i = 0; i < state.Type.Count; i++)
            {
                if (state.Type[i].Fraction != next.Type[i].Fraction || !state.Type[i].Range.Contains(next.Type[i].Range))
                    throw FastAIException.BadInput($"state '{state.Name}': element {i} of {state.Type[i]} goes on as {next.Type[i]}");
                if (States[s].Initial is { } initial && (initial.Length != state.Type.Count || !state.Type[i].Range.Contains(initial[i])))
                    throw FastAIException.BadInput($"state '{state.Name}': its initial values do not fit {state.Type[i]}");
            }
        }
    }
}
