using System.Collections.Immutable;
using FastAI.Model.FixedGraph;

namespace FastAI.Compiler.Graph;

/// <summary>
/// Which elements of which ONNX initializer the numbers of a <see cref="LinearBlock"/> are, so that a precision file can name it and give
/// each element its format.
/// Folding (of a batch normalization, a scale) keeps the name.
/// </summary>
/// <param name="Name">Name of the initializer.</param>
/// <param name="Elements">For each number its row-major element in the initializer, or -1 for a zero
/// that the initializer does not hold.</param>
/// <param name="Shape">Extents of the whole initializer, if known; a precision file may then state formats along one of its axes.</param>
public sealed record Parameter(string Name, ImmutableArray<int> Elements, Shape? Shape = null)
{
    /// <summary>The integers behind the whole initializer where DequantizeLinear made it; null otherwise.</summary>
    public StoredNumbers? Stored { get; init; }
}
