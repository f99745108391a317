using FastAI.Emulation.Kernels;
using FastAI.Model.FixedGraph;

namespace FastAI.Emulation.Planning;

/// <summary>
/// An element-wise operation with the ReLU and Quantize that follow it, all elements alike, done in one pass over event-major tensors.
/// </summary>
/// <param name="Start">The operation.</param>
/// <param name="Result">Index of the node whose elements are kept.</param>
/// <param name="Requantization">What follows the operation, in 32-bit lanes.</param>
/// <param name="Limit">The same in 16-bit lanes; null where nothing follows.</param>
/// <param name="Terms">The operation as a sum of products, or null where it is done in 16-bit lanes.</param>
internal sealed record ElementChain(FixedNode Start, int Result, Requantization Requantization, PairLimit? Limit, ElementTerm[]? Terms)
{
    /// <summary>The nodes that are read.</summary>
    public int[] Operands =>
        Terms is null ? [.. Start.Operands] : [.. Terms.SelectMany(t => t.Right is { } right ? new[] { t.Left, right } : [t.Left])];
}
