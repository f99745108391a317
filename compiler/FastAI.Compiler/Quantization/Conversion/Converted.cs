using System.Collections.Immutable;
using FastAI.Model.FixedGraph;
using FastAI.Model.FixedPoint;

namespace FastAI.Compiler.Quantization.Conversion;

/// <summary>A tensor of the float graph in fixed point, and a proof of how near it is.</summary>
/// <param name="Node">The node of the fixed-point graph.</param>
/// <param name="Error">For each element a bound of |fixed - float|, given inputs that their formats hold exactly.</param>
/// <param name="Conditions">The tensors that must not overflow for the bound to hold; nothing proves that they cannot.</param>
internal sealed record Converted(int Node, double[] Error, ImmutableSortedSet<string> Conditions)
{
    /// <summary>What stands for a missing value of each element; null where none can be missing.</summary>
    public PerElement<MissingValue>? Missing { get; init; }

    public bool IsExact => Array.TrueForAll(Error, e => e == 0);
}
