using System.Collections.Immutable;

namespace FastAI.Model.Build;

/// <summary>A proved bound of |fixed - float| for one output, in its units.</summary>
/// <param name="Name">The output.</param>
/// <param name="Bound">The bound; null where none is proved.</param>
/// <param name="Conditions">It holds for events in which none of these tensors overflows; empty: always.</param>
public sealed record BuildBound(string Name, double? Bound, ImmutableArray<string> Conditions);
