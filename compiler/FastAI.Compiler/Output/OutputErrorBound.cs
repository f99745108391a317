using System.Collections.Immutable;

namespace FastAI.Compiler.Output;

/// <summary>A proved bound of |fixed - float| for one output, in the output's units.</summary>
/// <param name="Name">The output.</param>
/// <param name="Bound">The bound; null where none can be proved.</param>
/// <param name="Conditions">It holds for events in which none of these tensors overflows; empty: always.</param>
public sealed record OutputErrorBound(string Name, double? Bound, ImmutableArray<string> Conditions);
