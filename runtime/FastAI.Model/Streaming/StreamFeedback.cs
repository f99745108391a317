using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Model.Streaming;

/// <summary>A recurrent model's state: an input that takes the value of an output at the tick before, brought to the input's
/// format with the input's modes.</summary>
/// <param name="Input">Position among the model's inputs.</param>
/// <param name="Output">Position among the model's outputs; of the same shape.</param>
/// <param name="Initial">Mantissas of the input at a channel's first tick, row-major.</param>
public sealed record StreamFeedback(int Input, int Output, ImmutableArray<long> Initial)
{
    public bool Equals(StreamFeedback? other) =>
        other is not null && Input == other.Input && Output == other.Output && Initial.AsSpan().SequenceEqual(other.Initial.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Input, Output, Initial.Length);

    internal void Verify(FixedGraph.FixedGraph graph)
    {
        if ((uint)Input >= (uint)graph.Inputs.Length || (uint)Output >= (uint)graph.Outputs.Length)
            throw FastAIException.BadInput(
                $"model '{graph.Name}': feedback from output {Output} into input {Input}, one of which does not exist"
            );
        var (input, output) = (graph.Nodes[graph.Inputs[Input]], graph.Outputs[Output]);
        var (into, from) = (input.Type, graph.Nodes[output.Node].Type);
        if (!into.Shape.Equals(from.Shape))
            throw FastAIException.BadInput(
                $"output '{output.Name}' of shape {from.Shape} cannot be fed back into input '{input.Name}' of shape {into.Shape}"
            );
        if (((InputNode)input).Missing is not null)
            throw FastAIException.BadInput(
                $"input '{input.Name}' is fed back from output '{output.Name}', which is never missing: state no 'missing' for it"
            );
        if (Initial.Length != into.Count)
            throw FastAIException.BadInput($"input '{input.Name}' of shape {into.Shape} has {Initial.Length} initial values");
        for (int i = 0; i < Initial.Length; i++)
            if (!into[i].Range.Contains(Initial[i]))
                throw FastAIException.BadInput(
                    $"input '{input.Name}': initial mantissa {Initial[i]} of element {i} is outside {into[i].Format}"
                );
    }
}
