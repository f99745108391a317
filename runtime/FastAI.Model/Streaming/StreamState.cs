using System.Collections.Immutable;

namespace FastAI.Model.Streaming;

/// <summary>A tensor that a channel keeps from one tick to the next.</summary>
/// <param name="Name">Name of the input node of <see cref="StreamGraph.Step"/> that reads it.</param>
/// <param name="Initial">
/// Null for a line: its content before a channel's start does not matter, because <see cref="StreamGraph.WarmUp"/> hides it.
/// Else feedback, which holds these mantissas (row-major) at a channel's first tick.
/// </param>
public sealed record StreamState(string Name, ImmutableArray<long>? Initial)
{
    public bool Equals(StreamState? other) =>
        other is not null
        && Name == other.Name
        && Initial.HasValue == other.Initial.HasValue
        && (Initial is not { } mine || mine.AsSpan().SequenceEqual(other.Initial!.Value.AsSpan()));

    public override int GetHashCode() => HashCode.Combine(Name, Initial.HasValue);
}
