namespace FastAI.Emulation.Planning;

/// <summary>Makes the step for an affine map of 16-bit elements with 32-bit sums; throughput and latency want different ones.</summary>
internal interface IPairKernel
{
    /// <summary>Whether maps of 8-bit elements may take <see cref="Kernels.AffineBytes"/> instead.</summary>
    bool AllowsBytes { get; }

    /// <param name="chain">The map.</param>
    /// <param name="source">Where its operand's elements are kept, as pairs.</param>
    /// <param name="result">The tensor written.</param>
    /// <param name="scratch">First of four slots that no other step reads.</param>
    Step Emit(FusedAffine chain, Element[] source, Tensor result, int scratch);
}
